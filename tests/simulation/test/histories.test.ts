import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HistoryReport, runHistory } from '../src/history.ts';
import { faultNames } from '../src/nemesis.ts';

/** A run before a release has 1,000,000 and another first seed each time; see the README. */
const count = Number.parseInt(process.env.HISTORIES ?? '200', 10);
const firstSeed = Number.parseInt(process.env.FIRST_SEED ?? '1', 10);
const onlySeed = process.env.SEED;

const seeds =
  onlySeed === undefined ? Array.from({ length: count }, (_, i) => firstSeed + i) : [Number(onlySeed)];

test('no history breaks an invariant', async t => {
  const faults = new Map<string, number>();
  let commands = 0;
  for (const seed of seeds) {
    const report = await runHistory(seed);
    commands += report.commands;
    for (const [name, times] of report.faults) faults.set(name, (faults.get(name) ?? 0) + times);
    if (onlySeed === undefined) assertIsHard(report);
  }
  const total = [...faults.values()].reduce((sum, times) => sum + times, 0);
  t.diagnostic(`${seeds.length} histories from seed ${seeds[0]}, ${commands} commands, ${total} faults`);
  for (const name of faultNames) t.diagnostic(`${name}: ${faults.get(name) ?? 0}`);
  if (seeds.length >= 100) assert.deepEqual([...faults.keys()].toSorted(), faultNames.toSorted());
});

/** A history that does little proves little. */
function assertIsHard({ seed, commands, faults }: HistoryReport): void {
  const injected = [...faults.values()].reduce((sum, times) => sum + times, 0);
  assert.ok(commands >= 200 && injected >= 20, `seed ${seed}: ${commands} commands, ${injected} faults`);
}
