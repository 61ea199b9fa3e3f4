import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarDay, formatDay, formatExactly, formatWhen } from '../src/index.ts';
import { now } from './_context.ts';

const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

const near = [
  [0, 'now', 'сейчас'],
  [1, '1 minute ago', '1 минуту назад'],
  [59, '59 minutes ago', '59 минут назад'],
  [60, '1 hour ago', '1 час назад'],
  [23 * 60, '23 hours ago', '23 часа назад'],
  [24 * 60, 'yesterday', 'вчера'],
  [48 * 60, '8 March', '8 марта'],
  [100 * 24 * 60, '30 November 2025', '30 ноября 2025 г.'],
] as const;

for (const [minutes, english, russian] of near) {
  test(`${minutes} minutes ago is "${english}" and "${russian}"`, () => {
    assert.equal(formatWhen('en', ago(minutes), now), english);
    assert.equal(formatWhen('ru', ago(minutes), now), russian);
  });
}

test('a clock that runs ahead does not make the past the future', () => {
  assert.equal(formatWhen('en', ago(-0.5), now), 'now');
  assert.equal(formatDay('en', ago(-0.5), now), 'today');
});

test('the exact time names its zone', () => {
  assert.equal(formatExactly('en', ago(0)), '10 March 2026 at 12:00:00 UTC');
});

test('a day is a day in UTC', () => {
  assert.equal(calendarDay('2026-03-10T23:59:59.999Z'), '2026-03-10');
});
