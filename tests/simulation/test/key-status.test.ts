import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeyStatusView, ProblemError } from '@fintech/contracts';
import { SmallWorld } from '../src/small-world.ts';

const cash = { amount: 7, currency: 'EUR' };

/** What became of the key, by one of the replicas; a problem is its code. */
async function statusOf(
  small: SmallWorld,
  key: string,
  { replica = 0, caller = small.caller } = {},
): Promise<KeyStatusView | string> {
  let view: KeyStatusView | undefined;
  const code = await small.ask(async service => {
    view = await service.keyStatus(caller, key);
  }, replica);
  return view ?? code;
}

async function statusNameOf(
  ...asked: Parameters<typeof statusOf>
): Promise<KeyStatusView['status'] | string> {
  const status = await statusOf(...asked);
  return typeof status === 'string' ? status : status.status;
}

/** All accounts are open and all introductions are made, so that the next thing that is appended is what the test asks for. */
async function start(small: SmallWorld): Promise<void> {
  await small.start();
  assert.equal(await small.deposit(), 'ok');
  await small.pass(2000);
}

test('whoever is not told the outcome is told where to ask, and every replica comes to say the same', async () => {
  // Under this seed the log survives the failed append; under others the process is started anew and tells nobody anything.
  using small = new SmallWorld(2, 3);
  await start(small);
  small.world.log.arm('late');
  let told: unknown;
  await small.ask(service =>
    service.deposit(small.caller, cash, 'key:number/1').catch(error => {
      told = error;
    }),
  );
  assert.ok(told instanceof ProblemError && told.code === 'outcome_unknown');
  assert.equal(told.details.retryAfterSeconds, 1);
  assert.equal(told.details.members?.status_url, '/transactions/by-key/key%3Anumber%2F1');
  for (const replica of [0, 1]) {
    let status = await statusNameOf(small, 'key:number/1', { replica });
    while (status === 'undecided') {
      await small.pass(1000);
      status = await statusNameOf(small, 'key:number/1', { replica });
    }
    assert.ok(status === 'posted' || status === 'refused', status);
    await small.pass(65_000);
    assert.equal(await statusNameOf(small, 'key:number/1', { replica }), status, 'a decision lasts');
  }
});

test('a decided request is shown with what it did, to its caller only', async () => {
  using small = new SmallWorld(1, 1);
  await start(small);
  const { caller } = small;
  assert.equal(await small.ask(service => service.withdraw(caller, cash, 'refused')), 'insufficient_funds');
  assert.equal(await small.ask(service => service.openAccount(caller, 'USD', 'opened')), 'ok');
  assert.equal(await small.ask(service => service.deposit(caller, cash, 'posted')), 'ok');
  const refused = await statusOf(small, 'refused');
  assert.ok(typeof refused === 'object');
  assert.deepEqual(
    [refused.status, refused.code, refused.title],
    ['refused', 'insufficient_funds', 'There is not enough money'],
  );
  const opened = await statusOf(small, 'opened');
  assert.ok(typeof opened === 'object');
  assert.deepEqual([opened.status, opened.transaction], ['posted', undefined]);
  const posted = await statusOf(small, 'posted');
  assert.ok(typeof posted === 'object');
  assert.deepEqual([posted.status, posted.transaction?.amount], ['posted', 7]);
  assert.equal(await statusNameOf(small, 'never sent'), 'undecided');
  const other = { userId: 'f'.repeat(32), username: 'eve' };
  assert.equal(await statusNameOf(small, 'posted', { caller: other }), 'undecided');
});

test('a decision that cannot be read now is not called anything else, and is told where to ask', async () => {
  using small = new SmallWorld(1, 1);
  await start(small);
  const { caller, world } = small;
  assert.equal(await small.ask(service => service.deposit(caller, cash, 'key-number-1')), 'ok');
  await small.pass(2000);
  world.entryStore.setDown(true);
  let told: unknown;
  await small.ask(service =>
    service.deposit(caller, cash, 'key-number-1').catch(error => {
      told = error;
    }),
  );
  assert.ok(told instanceof ProblemError && told.code === 'outcome_unknown');
  assert.equal(told.details.members?.status_url, '/transactions/by-key/key-number-1');
  assert.equal(await statusNameOf(small, 'key-number-1'), 'unavailable');
});
