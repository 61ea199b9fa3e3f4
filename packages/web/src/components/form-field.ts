import { type Content, type Html, html } from '../html.ts';
import type { PageContext } from '../page-context.ts';

/** What is wrong with each field, by its name. */
export type FieldErrors = Readonly<Record<string, string>>;

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password' | 'date';
  readonly value?: string | undefined;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly autocomplete?: string;
  readonly inputMode?: 'text' | 'decimal' | 'email';
  readonly maxLength?: number;
  /** Marked as optional. */
  readonly optional?: boolean;
  /** False for a filter, which nobody expects to be filled in. */
  readonly required?: boolean;
  /** Takes the focus when the page opens: only for the one question of a page. */
  readonly focus?: boolean;
  /** Fixed text in front of the value. */
  readonly prefix?: string;
}

/** A labelled input with its hint and its error, all tied together for screen readers. */
export function formField(context: PageContext, field: FormField): Html {
  const { name, label, error, hint, type = 'text', prefix } = field;
  return html`<div class="field${error !== undefined && ' field-wrong'}">
<label for="${name}">${label}${field.optional && html` <span class="field-optional">${context.texts.field.optional}</span>`}</label>
${hint !== undefined && html`<p class="field-hint" id="${name}-hint">${hint}</p>`}
${fieldError(name, error)}
<div class="field-box">
${prefix !== undefined && html`<span class="field-prefix" aria-hidden="true">${prefix}</span>`}
<input id="${name}" name="${name}" type="${type}"${attributes(field)}>
${type === 'password' && passwordSwitch(context, name)}
</div>
</div>`;
}

export interface SelectField {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly options: readonly { readonly value: string; readonly text: string }[];
}

/** A choice out of a few. */
export function selectField({ name, label, value, options }: SelectField): Html {
  const selected = html` selected`;
  return html`<div class="field">
<label for="${name}">${label}</label>
<div class="field-box field-select"><select id="${name}" name="${name}">
${options.map(option => html`<option value="${option.value}"${option.value === value && selected}>${option.text}</option>`)}
</select></div>
</div>`;
}

/** The message at a field; {@link describedBy} ties it to the input. */
export function fieldError(name: string, error: string | undefined): Content {
  return error !== undefined && html`<p class="field-error" id="${name}-error">${error}</p>`;
}

/** Attributes that tie an input to its hint and its error. */
export function describedBy({ name, hint, error }: Pick<FormField, 'name' | 'hint' | 'error'>): Content {
  const ids = [hint !== undefined && `${name}-hint`, error !== undefined && `${name}-error`].filter(
    id => id !== false,
  );
  return [
    ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`,
    error !== undefined && html` aria-invalid="true"`,
  ];
}

function attributes(field: FormField): Content {
  const { value, autocomplete, inputMode, maxLength } = field;
  return [
    value !== undefined && html` value="${value}"`,
    autocomplete !== undefined && html` autocomplete="${autocomplete}"`,
    inputMode !== undefined && html` inputmode="${inputMode}"`,
    maxLength !== undefined && html` maxlength="${maxLength}"`,
    field.optional !== true && field.required !== false && html` required`,
    field.focus && html` autofocus`,
    field.autocomplete === 'username' && html` autocapitalize="none" spellcheck="false"`,
    describedBy(field),
  ];
}

/** Hidden until the script that makes it work has loaded. */
function passwordSwitch({ texts }: PageContext, name: string): Html {
  const { show, hide, showPassword, hidePassword } = texts.field;
  return html`<button class="password-switch" type="button" hidden data-password-switch="${name}" data-show="${show}" data-hide="${hide}" data-show-label="${showPassword}" data-hide-label="${hidePassword}" aria-label="${showPassword}">${show}</button>`;
}
