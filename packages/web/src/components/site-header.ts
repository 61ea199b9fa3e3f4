import { type Html, html } from '../html.ts';
import { type IconName, icon, mark } from '../icons.ts';
import type { Page } from '../page.ts';
import type { PageContext } from '../page-context.ts';
import { avatar } from './avatar.ts';
import { csrfField } from './form.ts';

/** Brand and, for people who are logged in, navigation and the account menu. */
export function siteHeader(context: PageContext, section: Page['section']): Html {
  const { texts, origins, person } = context;
  return html`<header class="site-header">
<div class="site-header-inner">
<a class="brand" href="${person === undefined ? `${origins.auth}/` : `${origins.transaction}/transaction/session`}">${mark}<span>${texts.brand}</span></a>
${person === undefined ? strangerLinks(context) : [navigation(context, section), accountMenu(context, person.username)]}
</div>
</header>`;
}

function strangerLinks({ texts, origins, logInPath }: PageContext): Html {
  return html`<nav class="header-links" aria-label="${texts.nav.label}">
<a class="header-link" href="${logInPath}">${texts.nav.logIn}</a>
<a class="button button-primary button-small" href="${origins.auth}/auth/signup_form">${texts.nav.signUp}</a>
</nav>`;
}

function navigation({ texts, origins }: PageContext, section: Page['section']): Html {
  const item = (name: Page['section'], path: string, text: string, symbol: IconName): Html =>
    html`<li><a href="${origins.transaction}${path}"${section === name && currentPage}>${icon(symbol)}<span>${text}</span></a></li>`;
  return html`<nav class="site-nav" aria-label="${texts.nav.label}"><ul>
${item('home', '/transaction/session', texts.nav.home, 'home')}
${item('send', '/transaction/send', texts.nav.send, 'send')}
${item('history', '/transaction/history', texts.nav.history, 'list')}
</ul></nav>`;
}

const currentPage = html` aria-current="page"`;

/** A disclosure, so that it opens without scripts. */
function accountMenu(context: PageContext, username: string): Html {
  const { texts, origins } = context;
  return html`<details class="account-menu">
<summary><span class="visually-hidden">${texts.nav.account}</span>${avatar(username)}<bdi class="account-name">${username}</bdi>${icon('down')}</summary>
<div class="account-menu-list">
<a href="${origins.auth}/auth/protected_web">${icon('shield')}${texts.nav.profile}</a>
<form method="post" action="/log_out">${csrfField(context)}<button type="submit">${icon('exit')}${texts.nav.logOut}</button></form>
</div>
</details>`;
}
