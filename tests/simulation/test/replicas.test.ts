import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SmallWorld } from '../src/small-world.ts';

const minuteMs = 60_000;

test('R14 replicas that start together on an empty log agree on one ledger', async () => {
  let rivals = 0;
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    using small = new SmallWorld(seed, 3);
    await small.start();
    const [first, ...others] = small.outcomesAfter(0).filter(outcome => outcome.startsWith('genesis'));
    assert.equal(first, 'genesis applied');
    assert.deepEqual(new Set(others), new Set(others.length === 0 ? [] : ['genesis genesis_exists']));
    rivals += others.length;
    const ledgers = small.world.nodes.map(node => node.service?.replica.ledger.ledgerId);
    assert.deepEqual(new Set(ledgers), new Set([small.world.witness.ledger.ledgerId]));
  }
  assert.ok(rivals > 0, 'some logs have more than one genesis');
});

test('R5 replicas take turns in stating their chains, also while little happens', async () => {
  using small = new SmallWorld(1, 3);
  await small.start();
  const before = small.world.witness.ledger.position;
  for (let minute = 0; minute < 20; minute++) {
    assert.equal(await small.deposit(minute % 3), 'ok');
    await small.pass(minuteMs);
  }
  const audits = small.outcomesAfter(before).filter(outcome => outcome === 'audit applied').length;
  assert.ok(audits >= 7 && audits <= 25, `${audits} audits in 20 minutes`);
});

test('R5 nothing is stated while nothing happens', async () => {
  using small = new SmallWorld(1, 3);
  await small.start();
  await small.deposit();
  await small.pass(5 * minuteMs);
  const before = small.world.witness.ledger.position;
  await small.pass(20 * minuteMs);
  const audits = small.outcomesAfter(before).filter(outcome => outcome.startsWith('audit'));
  assert.deepEqual(audits, []);
});
