import {
  errorSummary,
  form,
  formField,
  html,
  type PageContext,
  personPicker,
  renderPage,
  stepBar,
  submitButton,
} from '@fintech/web';

export interface SendToPage {
  /** Usernames, last paid first. */
  readonly people: readonly string[];
  readonly name?: string | undefined;
  readonly error?: string | undefined;
}

/** First step: who gets the money. */
export function sendToPage(context: PageContext, { people, name, error }: SendToPage): string {
  const { texts } = context;
  const fields = html`${formField(context, {
    name: 'to',
    label: texts.field.recipient,
    value: name,
    error,
    autocomplete: 'off',
    prefix: '@',
    maxLength: 26,
    focus: true,
  })}${submitButton(texts.send.next, { wide: true })}`;
  const body = html`<div class="stack">
<div class="page-head">${stepBar(context, 1, 3)}<h1>${texts.send.who}</h1></div>
${errorSummary(context, error === undefined ? {} : { to: error })}
<div class="card">${form(context, { action: '/transaction/send', get: true, body: fields })}</div>
${personPicker(context, people)}
</div>`;
  return renderPage(context, { title: texts.send.title, body, width: 'narrow', section: 'send' });
}
