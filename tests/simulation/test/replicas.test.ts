import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logicVersions, maxTimeStepMs } from '@fintech/ledger';
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
  await small.pass(5 * minuteMs);
  const { world } = small;
  const { position, time } = world.witness.ledger;
  await small.pass(minuteMs);
  const ticks = small.outcomesAfter(position);
  assert.ok(ticks.length >= 30 && ticks.length <= 70, `${ticks.length} ticks in a minute`);
  assert.ok(ticks.every(outcome => outcome === 'tick applied'));
  assert.ok(world.witness.ledger.time - time >= minuteMs - 3000);
});

test('R7 a replica that ticks on demand is silent until an answer is lost, and again when its command is too late', async () => {
  // Under this seed the log survives the failed append; others start the process anew, which then has nothing to wait for.
  using small = new SmallWorld(4, 1);
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

test('R7 a replica whose clock is a year ahead does not carry ledger time away, and its commands are carried out', async () => {
  using small = new SmallWorld(1, 3);
  await small.start();
  const { world } = small;
  world.nodes[0]?.clock.jump(365 * 24 * 60 * minuteMs);
  const isNear = () => Math.abs(world.witness.ledger.time - world.time.now) < maxTimeStepMs + minuteMs;
  for (let i = 0; i < 30; i++) {
    assert.equal(await small.deposit(i % 3), 'ok');
    await small.pass(2000);
    assert.ok(isNear(), `step ${i}`);
  }
  // It gets all the requests, so that the others have no reason to say anything by themselves.
  for (let i = 0; i < 60; i++) {
    assert.equal(await small.deposit(0), 'ok');
    await small.pass(150);
    assert.ok(isNear(), `step ${i}, alone`);
  }
});

test('R7 after hours in which nothing ran, ledger time catches up with the clocks at once', async () => {
  for (const replicas of [1, 3]) {
    using small = new SmallWorld(1, replicas);
    await small.start();
    const { world } = small;
    world.time.leap(5 * 60 * minuteMs);
    await small.pass(10_000);
    assert.equal(await small.deposit(), 'ok');
    assert.ok(Math.abs(world.witness.ledger.time - world.time.now) < 2000, `${replicas} replicas`);
  }
});

test('R7 a replica that starts while ledger time is hours behind has led it on before it serves', async () => {
  for (const replicas of [1, 3]) {
    using small = new SmallWorld(1, replicas);
    await small.start();
    const { world } = small;
    for (const node of world.nodes) node.process.kill();
    world.time.leap(5 * 60 * minuteMs);
    for (const node of world.nodes) node.restart();
    assert.ok(await small.run(() => world.nodes.every(node => node.isServing), 20_000));
    assert.ok(Math.abs(world.witness.ledger.time - world.time.now) < maxTimeStepMs);
    await small.pass(1000);
    assert.equal(await small.deposit(), 'ok');
    assert.ok(Math.abs(world.witness.ledger.time - world.time.now) < 2000, `${replicas} replicas`);
  }
});

test('R8 an old log is followed under the old logic, until an operator switches it', async () => {
  using small = new SmallWorld(1, 3, true);
  await small.start();
  const { world } = small;
  await small.pass(5 * minuteMs);
  assert.equal(world.witness.ledger.logicVersion, 1);
  assert.ok(
    small.outcomesAfter(0).every(outcome => !outcome.startsWith('hello') && !outcome.includes('malformed')),
  );

  let decided: string | undefined;
  assert.equal(
    await small.ask(async service => {
      decided = await service.switchLogic(logicVersions.newest);
    }),
    'ok',
  );
  assert.equal(decided, 'applied');
  const switchedAt = world.witness.ledger.position;
  await small.pass(5000);
  const versions = world.nodes.map(node => node.service?.replica.ledger.logicVersion);
  assert.deepEqual(versions, [2, 2, 2]);
  assert.equal(small.outcomesAfter(switchedAt).filter(outcome => outcome === 'hello applied').length, 3);
  assert.equal(world.nodes[0]?.service?.replica.ledger.replicas.length, 3);
  assert.equal(await small.deposit(), 'ok');
});

test('R8 replicas introduce themselves when they start and every hour', async () => {
  using small = new SmallWorld(1, 2);
  await small.start();
  await small.pass(61 * minuteMs);
  assert.equal(small.outcomesAfter(0).filter(outcome => outcome === 'hello applied').length, 4);
  assert.match(
    await small.ask(service => service.switchLogic(logicVersions.newest + 1)),
    /RangeError/,
    'nobody asks for what the build does not have',
  );
});
