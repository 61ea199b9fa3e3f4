import {
  type Activity,
  activityList,
  balanceCard,
  type Html,
  html,
  type IconName,
  icon,
  linkButton,
  type PageContext,
  renderPage,
} from '@fintech/web';

/** What strangers see first. */
export function landingPage(context: PageContext): string {
  const { texts } = context;
  const body = html`${hero(context)}${points(context)}${how(context)}${closing(context)}`;
  return renderPage(context, { title: texts.brand, body, width: 'wide' });
}

function hero(context: PageContext): Html {
  const { texts, origins, logInPath } = context;
  return html`<section class="hero">
<div class="hero-text">
<h1>${texts.landing.title}</h1>
<p>${texts.landing.lead}</p>
<div class="hero-actions">${linkButton(texts.landing.start, `${origins.auth}/auth/signup_form`)}
${linkButton(texts.landing.have, logInPath, { kind: 'secondary' })}</div>
</div>
${sample(context)}
</section>`;
}

/** A picture of the product, made of the product. Nothing in it can be used, so it is hidden from screen readers. */
function sample(context: PageContext): Html {
  const { texts, now } = context;
  const euro = { currency: 'EUR', exponent: 2 } as const;
  const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  const activity = (
    name: string,
    amount: number,
    balanceAfter: number,
    minutes: number,
    description: string,
  ): Activity => ({
    type: 'transfer',
    name,
    change: { amount, ...euro },
    balanceAfter,
    description,
    at: minutesAgo(minutes),
    path: '#',
  });
  return html`<div class="hero-sample" aria-hidden="true" inert>
${balanceCard(context, { available: { amount: 248_050, ...euro }, held: 0, status: 'open', main: true })}
<div class="card activity-card">${activityList(context, [
    activity(texts.landing.sampleName, -1_850, 248_050, 2, texts.landing.sampleNote),
    activity('jonas', 42_000, 249_900, 190, ''),
  ])}</div>
</div>`;
}

function points({ texts }: PageContext): Html {
  const icons: readonly IconName[] = ['bolt', 'repeat', 'shield'];
  return html`<section class="points">${texts.landing.points.map(
    ({ title, text }, index) =>
      html`<div class="card point"><span class="point-icon">${icon(icons[index] ?? 'check')}</span><h2>${title}</h2><p>${text}</p></div>`,
  )}</section>`;
}

function how({ texts }: PageContext): Html {
  return html`<section class="how"><h2>${texts.landing.howTitle}</h2>
<ol class="how-steps">${texts.landing.how.map(({ title, text }) => html`<li><h3>${title}</h3><p>${text}</p></li>`)}</ol>
</section>`;
}

function closing({ texts, origins }: PageContext): Html {
  return html`<section class="closing"><h2>${texts.landing.closing}</h2>
${linkButton(texts.landing.start, `${origins.auth}/auth/signup_form`)}</section>`;
}
