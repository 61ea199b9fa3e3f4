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

test('R7 a silent log of several replicas gets about one tick a second in all, and ledger time moves', async () => {
  using small = new SmallWorld(1, 3);
  await small.start();
  await small.pass(5000);
  const { world } = small;
  const { position, time } = world.witness.ledger;
  await small.pass(minuteMs);
  const ticks = small.outcomesAfter(position);
  assert.ok(ticks.length >= 30 && ticks.length <= 70, `${ticks.length} ticks in a minute`);
  assert.ok(ticks.every(outcome => outcome === 'tick applied'));
  assert.ok(world.witness.ledger.time - time >= minuteMs - 3000);
});

test('R7 a replica that ticks on demand is silent until an answer is lost, and again when its command is too late', async () => {
  using small = new SmallWorld(2, 1);
  await small.start();
  await small.pass(5 * minuteMs);
  const { world } = small;
  const { position } = world.witness.ledger;
  await small.pass(10 * minuteMs);
  assert.deepEqual(small.outcomesAfter(position), []);
  const asked = world.time.now;
  world.log.arm('lost');
  assert.equal(await small.deposit(), 'outcome_unknown');
  assert.ok(await small.run(() => world.witness.ledger.time > asked + 30_000, minuteMs));
  await small.pass(5 * minuteMs);
  const after = world.witness.ledger.position;
  await small.pass(10 * minuteMs);
  assert.deepEqual(small.outcomesAfter(after), []);
});
