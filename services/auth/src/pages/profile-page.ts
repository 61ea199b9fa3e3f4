import type { SessionView } from '@fintech/contracts';
import {
  avatar,
  banner,
  csrfField,
  html,
  type PageContext,
  renderPage,
  sessionList,
  submitButton,
} from '@fintech/web';

export interface ProfilePage {
  readonly username: string;
  readonly sessions: readonly SessionView[];
  /** A session has just been ended. */
  readonly ended: boolean;
}

export function profilePage(context: PageContext, { username, sessions, ended }: ProfilePage): string {
  const { texts } = context;
  const body = html`<div class="stack">
<div class="page-head"><h1>${texts.profile.title}</h1></div>
${ended && banner({ kind: 'success', title: texts.profile.ended })}
<section class="card handle" aria-label="${texts.profile.username}">${avatar(username)}
<div><p class="handle-name"><bdi>@${username}</bdi></p><p>${texts.profile.usernameText}</p></div></section>
<section class="card"><h2 class="section-title">${texts.profile.sessions}</h2>
<p class="hint">${texts.profile.sessionsText}</p>
${sessionList(context, sessions)}</section>
<form method="post" action="/log_out">${csrfField(context)}${submitButton(texts.nav.logOut, { kind: 'danger', wide: true })}</form>
</div>`;
  return renderPage(context, { title: texts.profile.title, body, section: 'profile' });
}
