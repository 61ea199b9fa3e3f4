import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as web from '../src/index.ts';
import { now, pageContext } from './_context.ts';

const { html } = web;
const hostile = `"><script>alert('1')</script>&`;
const context = pageContext('en', hostile);
const money = { amount: 1_250, currency: 'EUR', exponent: 2 };
const activity: web.Activity = {
  type: 'transfer',
  name: hostile,
  change: money,
  balanceAfter: 0,
  description: hostile,
  at: new Date(now).toISOString(),
  path: hostile,
};

/** Every component that shows something that people typed. */
const components: Readonly<Record<string, () => web.Html | string>> = {
  page: () => web.renderPage({ ...context, path: hostile }, { title: hostile, body: hostile }),
  problem: () => web.banner({ kind: 'danger', title: hostile, text: hostile }),
  avatar: () => web.avatar(hostile),
  'activity-list': () => web.activityList(context, [activity]),
  'action-row': () => web.actionRow(hostile, [{ text: hostile, path: hostile, icon: 'send' }]),
  'amount-field': () =>
    web.amountField(context, { value: hostile, currency: 'EUR', choices: [money], error: hostile }),
  button: () => web.linkButton(hostile, hostile),
  'submit-button': () => web.submitButton(hostile),
  'data-table': () => web.dataTable(hostile, [{ title: hostile, cell: (row: string) => row }], [hostile]),
  'definition-list': () => web.definitionList([{ term: hostile, value: hostile }]),
  'empty-state': () => web.emptyState({ icon: 'list', title: hostile, text: hostile }),
  'error-summary': () => html`${web.errorSummary(context, { [hostile]: hostile })}`,
  form: () => web.form(context, { action: hostile, hidden: { [hostile]: hostile }, body: hostile }),
  'form-field': () =>
    web.formField(context, { name: hostile, label: hostile, hint: hostile, value: hostile, error: hostile }),
  'select-field': () =>
    web.selectField({ name: hostile, label: hostile, options: [{ value: hostile, text: hostile }] }),
  pagination: () => html`${web.pagination(context, { newest: hostile, older: hostile })}`,
  'person-picker': () => web.personPicker(context, [hostile]),
  receipt: () => web.receipt({ headline: hostile, figure: hostile, facts: [], actions: hostile }),
  'session-list': () => web.sessionList(context, [session(hostile)]),
};

function session(text: string) {
  const at = new Date(now).toISOString();
  return {
    id: text,
    current: false,
    user_agent: `${text} Firefox/1`,
    address: text,
    created_at: at,
    last_seen_at: at,
    expires_at: at,
  };
}

for (const [name, render] of Object.entries(components)) {
  test(`${name} shows a hostile text as text`, () => {
    const markup = render().toString();
    assert.doesNotMatch(markup, /<script>alert/);
    assert.doesNotMatch(markup, /"><script/);
    assert.doesNotMatch(markup, /="[^"]*[<>][^"]*"/, 'an attribute must not hold markup');
  });
}

test('the design page, whose samples are hostile, runs none of them', () => {
  assert.doesNotMatch(web.designPage(context), /<script>alert|<b>bold/);
});

test('whatever text is put in, no tag and no attribute can come out of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const markup = html`<p title="${text}">${text}</p>`.toString();
      assert.equal(markup.match(/[<>]/g)?.length, 4);
      assert.equal(markup.match(/"/g)?.length, 2);
    }),
  );
});

test('only markup is taken for markup; nothing leaves no trace', () => {
  assert.equal(html`${html`<b>${'<'}</b>`}${[1, '&', undefined, false]}`.toString(), '<b>&#60;</b>1&#38;');
});
