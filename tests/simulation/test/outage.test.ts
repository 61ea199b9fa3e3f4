import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SmallWorld } from '../src/small-world.ts';

test('money goes on while the read model is away, and reads say so at once', async () => {
  using small = new SmallWorld(5, 1);
  await small.start();
  const { world } = small;
  const history = () => small.ask(service => service.history(small.caller, {}));
  world.entryStore.setDown(true);
  for (let i = 0; i < 10; i++) assert.equal(await small.deposit(), 'ok');
  assert.equal(await small.repeat(), 'ok', 'the first outcome is known without the read model');
  await small.pass(3000);
  const before = world.time.now;
  assert.equal(await history(), 'unavailable');
  assert.ok(world.time.now - before < 100, `it took ${world.time.now - before} ms`);
  assert.equal(await small.deposit(), 'ok');

  world.entryStore.setDown(false);
  const { ledger } = world.witness;
  assert.ok(await small.run(() => world.entryStore.checkpoint.position === ledger.position, 20_000));
  assert.equal(await history(), 'ok');
  assert.equal(world.nodes[0]?.haltReason, undefined);
});

test('R11 an outage that lasts fills the queue to its bound, then new commands are refused until it drains', async () => {
  using small = new SmallWorld(5, 1);
  await small.start();
  const { world } = small;
  world.entryStore.setDown(true);
  const answers: string[] = [];
  for (let i = 0; i < 60; i++) answers.push(await small.deposit());
  assert.deepEqual([answers[0], answers.at(-1)], ['ok', 'overloaded']);
  const { position } = world.witness.ledger;
  assert.equal(await small.deposit(), 'overloaded');
  await small.pass(3000);
  assert.deepEqual(
    small.outcomesAfter(position).filter(outcome => outcome.startsWith('transfer')),
    [],
    'nothing is appended',
  );

  world.entryStore.setDown(false);
  assert.ok(await small.run(() => world.entryStore.checkpoint.position >= position, 20_000));
  assert.equal(await small.deposit(), 'ok');
});
