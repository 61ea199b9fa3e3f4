import { type Html, html } from '../html.ts';
import { texts as allTexts } from '../i18n/texts.ts';
import { icon } from '../icons.ts';
import { locales } from '../locale.ts';
import type { PageContext } from '../page-context.ts';

/** The language switch and what kind of money this is. */
export function siteFooter({ texts, locale, path, sandbox }: PageContext): Html {
  const next = encodeURIComponent(path);
  const languages = locales.map(name =>
    name === locale
      ? html`<li><span lang="${name}" aria-current="true">${allTexts[name].language}</span></li>`
      : html`<li><a lang="${name}" hreflang="${name}" href="/lang?to=${name}&amp;next=${next}">${allTexts[name].language}</a></li>`,
  );
  return html`<footer class="site-footer">
<div class="site-footer-inner">
<p>${sandbox ? texts.footer.sandbox : texts.footer.tagline}</p>
<nav class="languages" aria-label="${texts.footer.language}">${icon('globe')}<ul>${languages}</ul></nav>
</div>
</footer>`;
}
