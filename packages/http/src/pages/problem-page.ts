import { type ProblemError, problems } from '@fintech/contracts';
import { html, icon, linkButton, type PageContext, renderPage, type Texts } from '@fintech/web';

/** A page that says what happened, whether money moved, and what to do. */
export function problemPage(context: PageContext, problem: ProblemError, requestId: string): string {
  const { texts, person, origins } = context;
  const { title, text } = wording(texts, problem);
  const failed = problems[problem.code].status >= 500;
  const start = person === undefined ? `${origins.auth}/` : `${origins.transaction}/transaction/session`;
  const body = html`<div class="notice">
<span class="notice-icon">${icon(failed ? 'clock' : 'alert')}</span>
<h1>${title}</h1>
<p>${text}</p>
${failed && html`<p class="fact-code">${texts.error.reference}: ${requestId}</p>`}
<p>${linkButton(texts.error.home, start)}</p>
</div>`;
  return renderPage(context, { title, body, width: 'narrow' });
}

interface Wording {
  readonly title: string;
  readonly text: string;
}

/** Words for people; the codes are for programs. */
function wording({ error: { problems: words, reasons }, checking }: Texts, { code }: ProblemError): Wording {
  if (code === 'csrf_rejected' || code === 'sandbox_only' || code === 'too_many_attempts') return words[code];
  if (code === 'unavailable' || code === 'overloaded' || code === 'position_not_reached')
    return words.unavailable;
  if (code === 'internal_error') return words.internal_error;
  if (code === 'outcome_unknown') return { title: checking.title, text: checking.detail };
  const { status } = problems[code];
  if (status === 404) return words.not_found;
  if (status !== 422) return words.invalid_request;
  const reason = Object.entries(reasons).find(([name]) => name === code)?.[1];
  return { ...words.refused, ...(reason === undefined ? {} : { text: `${words.refused.text} ${reason}` }) };
}
