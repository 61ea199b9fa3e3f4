import {
  banner,
  errorSummary,
  type FieldErrors,
  form,
  formField,
  html,
  type PageContext,
  renderPage,
  submitButton,
} from '@fintech/web';

export interface LogInPage {
  /** Local path to go on to. */
  readonly next: string;
  /** Something to say first. */
  readonly notice?: { readonly kind: 'info' | 'success'; readonly text: string } | undefined;
  readonly username?: string;
  readonly errors?: FieldErrors;
}

/** The log-in form. The path it is sent to follows from the context. */
export function logInPage(context: PageContext, page: LogInPage): string {
  const { texts, origins, logInPath } = context;
  const { next, notice, username, errors = {} } = page;
  const fields = html`${formField(context, {
    name: 'username',
    label: texts.field.username,
    autocomplete: 'username',
    value: username,
    error: errors.username,
    focus: true,
  })}${formField(context, {
    name: 'password',
    label: texts.field.password,
    type: 'password',
    autocomplete: 'current-password',
    error: errors.password,
  })}${submitButton(texts.logIn.submit, { wide: true })}`;
  const body = html`<div class="stack">
<div class="page-head"><h1>${texts.logIn.title}</h1><p>${texts.logIn.lead}</p></div>
${notice !== undefined && banner({ kind: notice.kind, title: notice.text })}
${errorSummary(context, errors)}
<div class="card">${form(context, { action: logInPath, hidden: { next }, body: fields })}</div>
<p class="form-foot">${texts.logIn.noAccount} <a href="${origins.auth}/auth/signup_form">${texts.nav.signUp}</a></p>
</div>`;
  return renderPage(context, {
    title: texts.nav.logIn,
    body,
    width: 'narrow',
    scripts: ['password', 'submitOnce'],
  });
}
