import type { SessionView } from '@fintech/contracts';
import { type Html, html } from '../html.ts';
import { icon } from '../icons.ts';
import type { PageContext } from '../page-context.ts';
import { csrfField } from './form.ts';
import { time } from './time.ts';

/** Where a person is logged in; every session but this one can be ended here. */
export function sessionList(context: PageContext, sessions: readonly SessionView[]): Html {
  return html`<ul class="sessions">${sessions.map(session => sessionItem(context, session))}</ul>`;
}

function sessionItem(context: PageContext, session: SessionView): Html {
  const { texts } = context;
  const name = deviceName(session.user_agent) ?? texts.profile.unknownDevice;
  return html`<li class="session">
<span class="avatar avatar-plain" aria-hidden="true">${icon(/Mobile|Android|iPhone/.test(session.user_agent) ? 'phone' : 'device')}</span>
<span class="session-text"><span class="session-name">${name}${session.current && html` <span class="badge">${texts.profile.thisOne}</span>`}</span>
<span class="session-note">${session.address} · ${time(context, session.last_seen_at)}</span></span>
${!session.current && endForm(context, session.id, name)}
</li>`;
}

function endForm(context: PageContext, id: string, name: string): Html {
  const { texts } = context;
  return html`<form method="post" action="/auth/protected_web/end_session">${csrfField(context)}<input type="hidden" name="session" value="${id}"><button class="button button-secondary button-small" type="submit" aria-label="${texts.profile.endSession(name)}">${texts.profile.end}</button></form>`;
}

/** Later names stand inside earlier ones: Edge and Opera also say Chrome, Chrome also says Safari. */
const browsers = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
  ['curl/', 'curl'],
] as const;
const systems = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const;

/** A name that people recognise, such as `Firefox · Linux`. */
function deviceName(userAgent: string): string | undefined {
  const find = (names: readonly (readonly [string, string])[]) =>
    names.find(([part]) => userAgent.includes(part))?.[1];
  const parts = [find(browsers), find(systems)].filter(part => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}
