import {
  errorSummary,
  type FieldErrors,
  form,
  formField,
  html,
  type PageContext,
  renderPage,
  submitButton,
} from '@fintech/web';

export interface SignUpPage {
  readonly username?: string;
  readonly email?: string;
  readonly errors?: FieldErrors;
}

/** The sign-up form. A password is never sent back. */
export function signUpPage(context: PageContext, { username, email, errors = {} }: SignUpPage): string {
  const { texts, logInPath } = context;
  const fields = html`${formField(context, {
    name: 'username',
    label: texts.field.username,
    hint: texts.field.usernameHint,
    autocomplete: 'username',
    value: username,
    error: errors.username,
    maxLength: 25,
    focus: true,
    prefix: '@',
  })}${formField(context, {
    name: 'email',
    label: texts.field.email,
    type: 'email',
    inputMode: 'email',
    autocomplete: 'email',
    value: email,
    error: errors.email,
    optional: true,
  })}${formField(context, {
    name: 'password',
    label: texts.field.password,
    hint: texts.field.newPasswordHint,
    type: 'password',
    autocomplete: 'new-password',
    error: errors.password,
  })}${submitButton(texts.signUp.submit, { wide: true })}`;
  const body = html`<div class="stack">
<div class="page-head"><h1>${texts.signUp.title}</h1><p>${texts.signUp.lead}</p></div>
${errorSummary(context, errors)}
<div class="card">${form(context, { action: '/auth/signup_form', body: fields })}</div>
<p class="form-foot">${texts.signUp.haveAccount} <a href="${logInPath}">${texts.nav.logIn}</a></p>
</div>`;
  return renderPage(context, {
    title: texts.signUp.title,
    body,
    width: 'narrow',
    scripts: ['password', 'submitOnce'],
  });
}
