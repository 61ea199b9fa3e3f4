import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  encodeCommand,
  encodeRecord,
  type Id,
  type Ledger,
  logicVersions,
  type OutcomeCode,
  systemId,
} from '../src/index.ts';
import {
  alice,
  aliceAccount,
  apply,
  bob,
  bobAccount,
  command,
  type Draft,
  deposit,
  drafts,
  id,
  keyed,
  openedLedger,
  startTime,
  world,
} from './_util.ts';

const missing = id(0xee);
const aliceFrozen = id(0xa2);
const aliceClosed = id(0xa3);
const aliceFrozenYen = id(0xa4);
const bobFrozenYen = id(0xb4);
const max = Number.MAX_SAFE_INTEGER;
const now = startTime + 1_000;
const keyWindowMs = 500;
const accountIds = [world, aliceAccount, bobAccount, aliceFrozen, aliceClosed, aliceFrozenYen, bobFrozenYen];

/** Alice has 100, Bob has 50, the key 1 is known, the account limit is reached, and it is `now`. */
function fixture(version?: number): Ledger {
  const ledger = openedLedger({ keyWindowMs, maxAccounts: accountIds.length }, version);
  const open = (accountId: Id, ownerId: Id, currency: string): Draft => {
    return { kind: 'open_account', accountId, ownerId, currency, role: 'customer' };
  };
  const history = [
    open(aliceFrozen, alice, 'EUR'),
    open(aliceClosed, alice, 'EUR'),
    open(aliceFrozenYen, alice, 'JPY'),
    open(bobFrozenYen, bob, 'JPY'),
    freeze(systemId, aliceFrozen),
    freeze(systemId, aliceFrozenYen),
    freeze(systemId, bobFrozenYen),
    close(alice, aliceClosed),
    deposit(aliceAccount, 100),
    deposit(bobAccount, 50, { ...keyed(1, 1, now), time: now }),
  ];
  for (const draft of history) assert.equal(apply(ledger, draft).code, 'applied');
  return ledger;
}

function freeze(actorId: Id, accountId: Id): Draft {
  return { kind: 'freeze', actorId, accountId };
}

function unfreeze(actorId: Id, accountId: Id): Draft {
  return { kind: 'unfreeze', actorId, accountId };
}

function close(actorId: Id, accountId: Id): Draft {
  return { kind: 'close_account', actorId, accountId };
}

function pay(actorId: Id, from: Id, to: Id, amount: number, currency = 'EUR'): Draft {
  return { kind: 'transfer', purpose: 'transfer', actorId, legs: [{ from, to, amount, currency }] };
}

const tooOld = now - keyWindowMs - 1;
const expired = { notAfter: now - 1 };
const wrongInEveryWay = pay(alice, missing, missing, max, 'QQQ');

/** Each row is wrong in the way it is named after and in as many later ways as go together. */
const transferRows: readonly (readonly [OutcomeCode, Draft])[] = [
  ['idempotency_conflict', { ...wrongInEveryWay, ...keyed(1, 2, tooOld), ...expired }],
  ['replayed', { ...wrongInEveryWay, ...keyed(1, 1, tooOld), ...expired }],
  ['command_too_old', { ...wrongInEveryWay, ...keyed(2, 1, tooOld), ...expired }],
  ['command_expired', { ...wrongInEveryWay, ...expired }],
  ['currency_unknown', wrongInEveryWay],
  ['same_account', pay(alice, missing, missing, max)],
  ['account_not_found', pay(alice, bobFrozenYen, missing, max)],
  ['account_not_found', pay(alice, missing, bobFrozenYen, max)],
  ['account_not_owned', pay(alice, bobFrozenYen, aliceClosed, max)],
  ['account_not_owned', pay(alice, world, aliceAccount, 1)],
  ['account_not_owned', pay(systemId, aliceAccount, bobAccount, 1)],
  ['currency_mismatch', pay(alice, aliceFrozenYen, aliceClosed, max)],
  ['currency_mismatch', pay(alice, aliceClosed, aliceFrozenYen, max)],
  ['account_closed', pay(alice, aliceFrozen, aliceClosed, max)],
  ['account_closed', pay(alice, aliceClosed, aliceFrozen, max)],
  ['account_frozen', pay(alice, aliceFrozen, bobAccount, max)],
  ['account_frozen', pay(bob, bobAccount, aliceFrozen, max)],
  ['insufficient_funds', pay(alice, aliceAccount, bobAccount, max)],
  ['insufficient_funds', pay(alice, aliceAccount, bobAccount, 101)],
  ['balance_overflow', pay(systemId, world, bobAccount, max)],
  ['balance_overflow', pay(systemId, world, bobAccount, max - 50)],
  ['applied', pay(systemId, world, bobAccount, max - 150)],
  ['applied', pay(alice, aliceAccount, bobAccount, 100)],
];

const openBob = drafts.openBob;
const openRows: readonly (readonly [OutcomeCode, Draft])[] = [
  ['currency_unknown', { ...openBob, currency: 'QQQ' }],
  ['currency_unknown', { ...openBob, currency: 'XXX' }],
  ['account_exists', openBob],
  ['account_limit_reached', { ...openBob, accountId: missing }],
];

const changeRows: readonly (readonly [OutcomeCode, Draft])[] = [
  ['account_not_found', freeze(bob, missing)],
  ['account_not_owned', freeze(bob, aliceClosed)],
  ['account_not_owned', unfreeze(bob, aliceAccount)],
  ['account_not_owned', close(bob, aliceAccount)],
  ['account_closed', freeze(alice, aliceClosed)],
  ['account_closed', unfreeze(alice, aliceClosed)],
  ['account_closed', close(alice, aliceClosed)],
  ['account_frozen', freeze(alice, aliceFrozen)],
  ['account_not_frozen', unfreeze(alice, aliceAccount)],
  ['balance_not_zero', close(alice, aliceAccount)],
  ['applied', freeze(systemId, aliceAccount)],
  ['applied', freeze(alice, aliceAccount)],
  ['applied', unfreeze(systemId, aliceFrozen)],
  ['applied', close(alice, aliceFrozen)],
];

const genesisAgain = { ...drafts.genesis, ...keyed(1, 2, tooOld), ...expired };
const controlRows: readonly (readonly [OutcomeCode, Draft])[] = [
  ['genesis_exists', genesisAgain],
  ['logic_not_newer', { kind: 'set_logic', version: 1 }],
  ['applied', { kind: 'tick' }],
];

const tables = { transferRows, openRows, changeRows, controlRows };

const versions = Object.values(logicVersions);
const rows = Object.values(tables).flat();
const switchRows: readonly (readonly [OutcomeCode, Draft])[] = [
  ['command_expired', { kind: 'set_logic', version: 1, ...expired }],
  ['logic_not_newer', { kind: 'set_logic', version: 2 }],
  ['logic_not_supported', { kind: 'set_logic', version: 3 }],
  ['applied', { kind: 'hello', replicaId: missing, supports: [1, 2], build: '' }],
];
const cases = [
  ...versions.flatMap(version => rows.map(([code, draft]) => ({ version, code, draft }))),
  ...switchRows.map(([code, draft]) => ({ version: logicVersions.newest, code, draft })),
];

describe('outcomes by descending precedence', () => {
  for (const { version, code, draft } of cases) {
    test(`logic ${version}, ${code}: ${JSON.stringify(draft)}`, () => {
      const ledger = fixture(version);
      const before = accountIds.map(accountId => ledger.account(accountId));
      assert.equal(apply(ledger, { time: now, ...draft }).code, code);
      const after = accountIds.map(accountId => ledger.account(accountId));
      if (code !== 'applied') assert.deepEqual(after, before);
      for (const total of ledger.totals().values()) assert.equal(total, 0);
    });
  }

  test('malformed comes before everything, and spoils only its own command', () => {
    const ledger = fixture();
    const spoilt = encodeCommand(command(genesisAgain)).slice(0, -1);
    const sound = encodeCommand(command(deposit(aliceAccount, 1)));
    const { results } = ledger.applyRecord(ledger.nextOffset, encodeRecord([spoilt, sound]));
    assert.deepEqual(
      results.map(({ code, command: decoded }) => [code, decoded?.kind]),
      [
        ['malformed', undefined],
        ['applied', 'transfer'],
      ],
    );
  });
});

describe('legs', () => {
  const leg = (from: Id, to: Id, amount: number) => ({ from, to, amount, currency: 'EUR' });
  const ownLegs = (...legs: readonly ReturnType<typeof leg>[]): Draft => ({
    kind: 'transfer',
    purpose: 'transfer',
    actorId: alice,
    legs,
  });

  test('the outcome with the highest precedence wins over the earlier leg', () => {
    const result = apply(fixture(), ownLegs(leg(aliceFrozen, bobAccount, 1), leg(aliceAccount, missing, 1)));
    assert.deepEqual([result.code, result.leg], ['account_not_found', 1]);
  });

  test('of two legs with the same outcome the first is named', () => {
    const good = leg(aliceAccount, bobAccount, 1);
    const result = apply(
      fixture(),
      ownLegs(good, leg(aliceAccount, missing, 1), leg(missing, aliceAccount, 1)),
    );
    assert.deepEqual([result.code, result.leg], ['account_not_found', 1]);
  });

  test('balances are checked after each leg, and nothing is posted when one does not fit', () => {
    const ledger = fixture();
    const legs = [leg(aliceAccount, bobAccount, 60), leg(aliceAccount, bobAccount, 41)];
    const result = apply(ledger, ownLegs(...legs));
    assert.deepEqual([result.code, result.leg], ['insufficient_funds', 1]);
    assert.equal(ledger.account(aliceAccount)?.balance, 100);
    assert.equal(ledger.account(bobAccount)?.balance, 50);
  });

  test('neither side of a leg may leave ±(2^53−1)', () => {
    const ledger = openedLedger();
    const otherWorld = id(0xfe);
    apply(ledger, { ...drafts.openWorld, accountId: otherWorld });
    assert.equal(apply(ledger, deposit(aliceAccount, max)).code, 'applied');
    assert.equal(apply(ledger, deposit(bobAccount, 1)).code, 'balance_overflow');
    assert.equal(apply(ledger, pay(systemId, otherWorld, aliceAccount, 1)).code, 'balance_overflow');
    assert.equal(apply(ledger, pay(systemId, otherWorld, bobAccount, max)).code, 'applied');
    assert.deepEqual([...ledger.totals()], [['EUR', 0]]);
  });

  test('a leg may spend what an earlier leg brought, but not what a later one brings', () => {
    const second = id(0xa5);
    const ledger = openedLedger();
    apply(ledger, { ...drafts.openAlice, accountId: second });
    apply(ledger, deposit(aliceAccount, 10));
    const there = leg(aliceAccount, second, 10);
    const on = leg(second, bobAccount, 10);
    assert.equal(apply(ledger, ownLegs(on, there)).code, 'insufficient_funds');
    const { postings } = apply(ledger, ownLegs(there, on));
    assert.deepEqual(
      postings.map(({ fromBalance, toBalance }) => [fromBalance, toBalance]),
      [
        [0, 10],
        [0, 10],
      ],
    );
  });
});
