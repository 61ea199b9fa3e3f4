import { form, html, icon, type PageContext, renderPage, submitButton } from '@fintech/web';

/**
 * Nobody knows yet whether the money moved. The page asks again by itself, with the same form and the same idempotency
 * key: if it had moved, the answer is its receipt; if not, it moves now, once.
 */
export function checkingPage(
  context: PageContext,
  action: string,
  fields: Readonly<Record<string, string>>,
): string {
  const { texts } = context;
  const again = submitButton(texts.checking.update, { kind: 'secondary' });
  const body = html`<div class="notice" role="status">
<span class="notice-icon">${icon('clock')}</span>
<h1>${texts.checking.title}</h1>
<p><strong>${texts.checking.text}</strong></p>
<p>${texts.checking.detail}</p>
${form(context, { action, hidden: fields, body: again, className: 'ask-again' })}
</div>`;
  return renderPage(context, { title: texts.checking.title, body, width: 'narrow', scripts: ['askAgain'] });
}
