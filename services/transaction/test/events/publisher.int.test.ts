import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transactionsTopic } from '@fintech/contracts';
import { systemId } from '@fintech/ledger';
import { type BusEvent, type CommandLog, type EntryStore, type EventBus, PortError } from '@fintech/ports';
import { tempDirectory, until } from '@fintech/testkit';
import { TransactionPublisher } from '../../src/events/publisher.ts';
import type { Replica } from '../../src/ledger/replica.ts';
import { openReplica } from '../ledger/_replica.ts';

const id = (letter: string) => letter.repeat(32);
const world = id('0');
const ann = { accountId: id('a'), ownerId: id('1') };
const ben = { accountId: id('b'), ownerId: id('2') };

/** A ledger in which Ann has a thousand, on real SQLite, and all events that its bus delivers. */
async function openLedger(directory: string) {
  await using stack = new AsyncDisposableStack();
  const opened = stack.use(await openReplica(directory));
  const { replica, eventBus } = opened;
  const events: BusEvent[] = [];
  eventBus.subscribe(transactionsTopic, 'test', async event => void events.push(event));
  const open = { kind: 'open_account', currency: 'EUR' } as const;
  await replica.submit({ ...open, accountId: world, ownerId: systemId, role: 'system' });
  await replica.submit({ ...open, ...ann, role: 'customer' });
  await replica.submit({ ...open, ...ben, role: 'customer' });
  const owned = stack.move();
  return { ...opened, events, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

type Opened = Awaited<ReturnType<typeof openLedger>>;

const publish = (opened: Opened, holder: string, eventBus: Pick<EventBus, 'publish'> = opened.eventBus) =>
  new TransactionPublisher({ ...opened, eventBus, holder, onWarning: () => undefined });

const deposit = (replica: Replica, amount: number) =>
  replica.submit({
    kind: 'transfer',
    purpose: 'deposit',
    actorId: systemId,
    legs: [{ from: world, to: ann.accountId, amount, currency: 'EUR' }],
  });

const pay = (replica: Replica, amount: number, key?: string) =>
  replica.submit({
    kind: 'transfer',
    purpose: 'transfer',
    actorId: ann.ownerId,
    legs: [{ from: ann.accountId, to: ben.accountId, amount, currency: 'EUR' }],
    ...(key === undefined ? {} : { idempotency: { key, requestHash: key, issuedAt: Date.UTC(2026, 0, 1) } }),
  });

const positions = (events: readonly BusEvent[]) => events.map(event => Number(event.id.split(':').at(-1)));

test('R13 what became of each request is told once, in the order of the ledger, with its ends and balances', async () => {
  await using directory = await tempDirectory();
  await using opened = await openLedger(directory.path);
  const { replica, events } = opened;
  await using _publisher = publish(opened, 'one');
  const topUp = await deposit(replica, 1000);
  const paid = await pay(replica, 300, id('c'));
  assert.equal((await pay(replica, 300, id('c'))).code, 'replayed');
  await replica.submit({ kind: 'tick' });
  const refused = await pay(replica, 5000);
  await until(() => events.length === 3);
  const { ledgerId } = replica.ledger;
  const leg = (amount: number, fromBalance: object, toBalance: object) => ({
    from: { account_id: ann.accountId, user_id: ann.ownerId, ...fromBalance },
    to: { account_id: ben.accountId, user_id: ben.ownerId, ...toBalance },
    amount,
    currency: 'EUR',
  });
  assert.deepEqual(events, [
    {
      id: `transaction.posted:${ledgerId}:${topUp.position}`,
      type: 'transaction.posted',
      time: topUp.time,
      data: {
        transaction_id: topUp.id,
        type: 'deposit',
        position: topUp.position,
        legs: [
          {
            from: { account_id: world, balance: -1000 },
            to: { account_id: ann.accountId, user_id: ann.ownerId, balance: 1000 },
            amount: 1000,
            currency: 'EUR',
          },
        ],
      },
    },
    {
      id: `transaction.posted:${ledgerId}:${paid.position}`,
      type: 'transaction.posted',
      time: paid.time,
      data: {
        transaction_id: paid.id,
        type: 'transfer',
        position: paid.position,
        user_id: ann.ownerId,
        legs: [leg(300, { balance: 700 }, { balance: 300 })],
      },
    },
    {
      id: `transaction.refused:${ledgerId}:${refused.position}`,
      type: 'transaction.refused',
      time: refused.time,
      data: {
        transaction_id: refused.id,
        type: 'transfer',
        position: refused.position,
        user_id: ann.ownerId,
        code: 'insufficient_funds',
        legs: [leg(5000, {}, {})],
      },
    },
  ]);
});

test('a publisher goes on where the one before has stopped, also after a restart', async () => {
  await using directory = await tempDirectory();
  const expected: number[] = [];
  let known: readonly BusEvent[] = [];
  {
    await using opened = await openLedger(directory.path);
    const { replica, events } = opened;
    {
      await using _one = publish(opened, 'one');
      for (let i = 0; i < 5; i++) expected.push((await deposit(replica, 10)).position);
      await until(() => events.length === 5);
    }
    for (let i = 0; i < 5; i++) expected.push((await deposit(replica, 10)).position);
    await using _other = publish(opened, 'other');
    await until(() => events.length === 10);
    known = events;
  }
  await using opened = await openReplica(directory.path);
  const later: BusEvent[] = [];
  opened.eventBus.subscribe(transactionsTopic, 'test', async event => void later.push(event));
  expected.push((await deposit(opened.replica, 10)).position);
  await using _third = publish({ ...opened, events: later }, 'third');
  await until(() => later.length === 1);
  assert.deepEqual(positions([...known, ...later]), expected);
});

test('events wait for a bus that does not answer, and money does not', async () => {
  await using directory = await tempDirectory();
  await using opened = await openLedger(directory.path);
  const { replica, events, eventBus } = opened;
  let isAway = true;
  let attempts = 0;
  const bus: Pick<EventBus, 'publish'> = {
    publish: async (...given) => {
      attempts += 1;
      if (isAway) throw new PortError('store_unavailable', 'no broker answers');
      return eventBus.publish(...given);
    },
  };
  await using publisher = publish(opened, 'one', bus);
  const { position } = await deposit(replica, 10);
  await until(() => attempts > 1);
  const later = await deposit(replica, 10);
  assert.equal(later.code, 'applied');
  assert.ok(publisher.lag > 0);
  isAway = false;
  await until(() => events.length === 2);
  assert.deepEqual(positions(events), [position, later.position]);
});

test('that events are behind says nothing about a process', async () => {
  await using directory = await tempDirectory();
  await using opened = await openLedger(directory.path);
  const { commandLog } = opened;
  const asides: (boolean | undefined)[] = [];
  const watched: Pick<CommandLog, 'subscribe'> = {
    subscribe: (fromOffset, handler, options) => {
      asides.push(options?.isAside);
      return commandLog.subscribe(fromOffset, handler);
    },
  };
  const options = { ...opened, commandLog: watched, holder: 'one', onWarning: () => undefined };
  await using _publisher = new TransactionPublisher(options);
  await until(() => asides.length > 0);
  assert.deepEqual(asides, [true]);
});

test('what the read model has differently is never published', async () => {
  await using directory = await tempDirectory();
  await using opened = await openLedger(directory.path);
  const { replica, events, entryStore } = opened;
  const warnings: string[] = [];
  const changed: Pick<EntryStore, 'outcomes' | 'entriesBetween'> = {
    entriesBetween: (from, to) => entryStore.entriesBetween(from, to),
    outcomes: async (from, to) =>
      (await entryStore.outcomes(from, to)).map(outcome => ({ ...outcome, commandId: id('f') })),
  };
  const onWarning = (warning: string) => void warnings.push(warning);
  const options = { ...opened, entryStore: changed, holder: 'one', onWarning };
  await using _publisher = new TransactionPublisher(options);
  await deposit(replica, 10);
  await until(() => warnings.length > 0);
  assert.match(warnings[0] ?? '', /the read model does not know command/);
  assert.deepEqual(events, []);
});
