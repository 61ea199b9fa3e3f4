import { iconPath, type ScriptName, scriptPath, stylesPath } from './assets.ts';
import { siteFooter } from './components/site-footer.ts';
import { siteHeader } from './components/site-header.ts';
import { type Content, type Html, html, trusted } from './html.ts';
import { iconSprite } from './icons.ts';
import type { PageContext } from './page-context.ts';

export interface Page {
  readonly title: string;
  readonly body: Content;
  /** How wide the contents are: a form reads best narrow, a landing page wide. */
  readonly width?: 'narrow' | 'normal' | 'wide';
  /** Where the reader is, for the navigation. */
  readonly section?: 'home' | 'send' | 'history' | 'profile';
  readonly scripts?: readonly ScriptName[];
}

const doctype = trusted('<!doctype html>');

/** A whole document: head, header with navigation, contents, footer. */
export function renderPage(context: PageContext, page: Page): string {
  const { texts, locale } = context;
  return html`${doctype}
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title === texts.brand ? texts.brand : `${page.title} · ${texts.brand}`}</title>
<link rel="icon" href="${iconPath}" type="image/svg+xml">
<link rel="stylesheet" href="${stylesPath}">
${scriptTags(page.scripts ?? [])}
</head>
<body>
${iconSprite}
<a class="skip-link" href="#content">${texts.skipToContent}</a>
${siteHeader(context, page.section)}
<main id="content" class="page page-${page.width ?? 'normal'}" tabindex="-1">
${page.body}
</main>
${siteFooter(context)}
</body>
</html>`.toString();
}

function scriptTags(names: readonly ScriptName[]): readonly Html[] {
  return names.map(name => html`<script type="module" src="${scriptPath(name)}"></script>`);
}
