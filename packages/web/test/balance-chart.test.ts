import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceChart, html } from '../src/index.ts';
import { now, pageContext } from './_context.ts';

const point = (hour: number, amount: number) => ({
  at: new Date(now + hour * 3_600_000).toISOString(),
  balance: { amount, currency: 'EUR', exponent: 2 },
});

const draw = (points: Parameters<typeof balanceChart>[1]): string =>
  html`${balanceChart(pageContext(), points)}`.toString();

test('a balance is drawn in steps across the whole picture', () => {
  const chart = draw([point(0, 0), point(1, 1_000), point(4, 500)]);
  assert.match(chart, /class="chart-line" d="M0 100H25V0H100V50"/);
  assert.match(chart, /<desc[^>]*>From €0\.00 to €5\.00\.<\/desc>/);
});

test('the figures behind the picture are there to read, newest first', () => {
  const cells = [...draw([point(0, 0), point(1, 1_000)]).matchAll(/<td class="numeric">([^<]+)</g)];
  assert.deepEqual(
    cells.map(([, text]) => text),
    ['€10.00', '€0.00'],
  );
});

test('a balance that never changes is a line, and a single point is no chart', () => {
  assert.match(draw([point(0, 500), point(2, 500)]), /d="M0 0H100V0"/);
  assert.equal(draw([point(0, 500)]), '');
});
