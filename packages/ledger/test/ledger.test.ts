import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger, LedgerHalt } from '../src/index.ts';
import {
  alice,
  aliceAccount,
  apply,
  bobAccount,
  deposit,
  drafts,
  emptyLedger,
  id,
  keyed,
  openedLedger,
  record,
  sha256,
  startTime,
  transfer,
  world,
} from './_util.ts';

function halts(code: string, action: () => unknown): void {
  assert.throws(action, error => error instanceof LedgerHalt && error.code === code);
}

test('a deposit and a transfer move money, and balances add up to zero', () => {
  const ledger = openedLedger();
  apply(ledger, deposit(aliceAccount, 500));
  const result = apply(ledger, transfer(aliceAccount, bobAccount, 200, alice));
  assert.equal(result.code, 'applied');
  assert.equal(result.position, 7);
  assert.deepEqual(result.postings, [
    { from: aliceAccount, to: bobAccount, amount: 200, currency: 'EUR', fromBalance: 300, toBalance: 200 },
  ]);
  assert.equal(ledger.account(world)?.balance, -500);
  assert.deepEqual([...ledger.totals()], [['EUR', 0]]);
});

test('R2 same key and same hash is replayed, with the position of the original', () => {
  const ledger = openedLedger();
  const first = apply(ledger, deposit(aliceAccount, 500, keyed(1, 1)));
  const again = apply(ledger, deposit(aliceAccount, 500, keyed(1, 1)));
  assert.equal(again.code, 'replayed');
  assert.equal(again.original, first.position);
  assert.equal(ledger.account(aliceAccount)?.balance, 500);
});

test('R2 same key and other hash is a conflict', () => {
  const ledger = openedLedger();
  apply(ledger, deposit(aliceAccount, 500, keyed(1, 1)));
  assert.equal(apply(ledger, deposit(aliceAccount, 600, keyed(1, 2))).code, 'idempotency_conflict');
  assert.equal(ledger.account(aliceAccount)?.balance, 500);
});

test('R2 a refusal is remembered as well: a repeat does not succeed later', () => {
  const ledger = openedLedger();
  const payment = transfer(aliceAccount, bobAccount, 1, alice, keyed(1, 1));
  const refused = apply(ledger, payment);
  assert.equal(refused.code, 'insufficient_funds');
  apply(ledger, deposit(aliceAccount, 500));
  const again = apply(ledger, payment);
  assert.equal(again.code, 'replayed');
  assert.equal(again.original, refused.position);
  assert.equal(ledger.account(bobAccount)?.balance, 0);
});

test('R3 a command is refused after its time', () => {
  const ledger = openedLedger();
  const onTime = deposit(aliceAccount, 1, { notAfter: startTime + 5 });
  apply(ledger, { kind: 'tick', time: startTime + 5 });
  assert.equal(apply(ledger, onTime).code, 'applied');
  apply(ledger, { kind: 'tick', time: startTime + 6 });
  assert.equal(apply(ledger, onTime).code, 'command_expired');
});

test('R3 the same bytes never take effect twice, however late they come again', () => {
  const window = 100;
  for (const issuedAt of [startTime - window, startTime, startTime + 1_000]) {
    for (let delay = 0; delay < 3 * window; delay++) {
      const ledger = openedLedger({ keyWindowMs: window });
      const command = deposit(aliceAccount, 7, keyed(1, 1, issuedAt));
      assert.equal(apply(ledger, command).code, 'applied');
      apply(ledger, { kind: 'tick', time: startTime + delay });
      const again = apply(ledger, command).code;
      // A key that bears a later time is remembered until its own window ends.
      const remembered = Math.max(startTime, issuedAt) + window;
      assert.equal(again, startTime + delay <= remembered ? 'replayed' : 'command_too_old');
      assert.equal(ledger.account(aliceAccount)?.balance, 7);
    }
  }
});

test('R3 a new command with a known key never takes effect again, whatever time the key bears', () => {
  const window = 100;
  for (const age of [-3 * window, -window, -50, -1, 0, 1, 50, window]) {
    for (let delay = 0; delay < 6 * window; delay += 7) {
      const ledger = openedLedger({ keyWindowMs: window });
      const key = keyed(1, 1, startTime - age);
      assert.equal(apply(ledger, deposit(aliceAccount, 7, key)).code, 'applied');
      const time = startTime + delay;
      const again = apply(ledger, { ...deposit(aliceAccount, 7, key), time }).code;
      assert.ok(again === 'replayed' || again === 'command_too_old', `age ${age}, delay ${delay}: ${again}`);
      assert.equal(ledger.account(aliceAccount)?.balance, 7);
    }
  }
});

test('R4 a gap halts, and a halted ledger stays halted', () => {
  const ledger = openedLedger();
  const before = ledger.chain;
  halts('log_gap', () => ledger.applyRecord(2, record({ kind: 'tick' })));
  halts('log_gap', () => ledger.applyRecord(1, record({ kind: 'tick' })));
  halts('log_gap', () => ledger.snapshot());
  assert.equal(ledger.chain, before);
  halts('log_gap', () => openedLedger().applyRecord(0, record({ kind: 'tick' })));
});

test('R5 an audit that states the chain is applied, also when it lands some records later', () => {
  const ledger = openedLedger();
  const statement = { kind: 'audit', nextOffset: ledger.nextOffset, chain: ledger.chain } as const;
  for (let i = 0; i < 300; i++) assert.equal(apply(ledger, statement).code, 'applied');
});

test('R5 an audit that states another chain halts', () => {
  for (let ticks = 0; ticks < 256; ticks += 51) {
    const ledger = openedLedger();
    for (let i = 0; i < ticks; i++) apply(ledger, { kind: 'tick' });
    halts('audit_mismatch', () => apply(ledger, { kind: 'audit', nextOffset: 1, chain: 'ab'.repeat(32) }));
  }
});

test('R5 an audit of a record that the log no longer has halts', () => {
  const ledger = openedLedger();
  const { chain } = ledger;
  halts('audit_mismatch', () => apply(ledger, { kind: 'audit', nextOffset: 257, chain }));
});

test('R5 the chain depends on every byte and on the outcomes', () => {
  const chains = [1, 2].map(amount => {
    const ledger = openedLedger();
    apply(ledger, deposit(aliceAccount, amount));
    return ledger.chain;
  });
  assert.notEqual(chains[0], chains[1]);
  const limited = openedLedger({ maxAccounts: 2 });
  assert.notEqual(limited.chain, openedLedger().chain);
});

test('R7 ledger time never goes back', () => {
  const ledger = openedLedger();
  assert.equal(apply(ledger, { kind: 'tick', time: startTime + 9 }).time, startTime + 9);
  assert.equal(apply(ledger, { kind: 'tick', time: 3 }).time, startTime + 9);
});

test('R14 a log that does not start with its genesis halts', () => {
  halts('foreign_ledger', () => emptyLedger().applyRecord(0, record(drafts.openWorld)));
  halts('foreign_ledger', () => emptyLedger().applyRecord(0, new Uint8Array([1, 2, 3])));
  halts('foreign_ledger', () => emptyLedger().applyRecord(0, new Uint8Array()));
  halts('foreign_ledger', () => apply(emptyLedger(), { ...drafts.genesis, notAfter: 0 }));
});

test('R14 the genesis names the ledger, once', () => {
  const ledger = emptyLedger();
  assert.equal(ledger.ledgerId, undefined);
  assert.equal(apply(ledger, drafts.genesis).code, 'applied');
  assert.equal(apply(ledger, { ...drafts.genesis, ledgerId: id(2) }).code, 'genesis_exists');
  assert.equal(ledger.ledgerId, id(1));
});

test('an account that is not there is undefined, whatever the id looks like', () => {
  const ledger = openedLedger();
  for (const text of [id(12345), '', 'constructor', aliceAccount.toUpperCase(), `${aliceAccount}0`]) {
    assert.equal(ledger.account(text), undefined);
  }
});

test('a restored ledger goes on like the one it was taken from', () => {
  const live = openedLedger();
  apply(live, deposit(aliceAccount, 500, keyed(1, 1)));
  const restored = Ledger.restore({ sha256 }, live.snapshot());
  assert.deepEqual(restored.account(aliceAccount), live.account(aliceAccount));
  for (const ledger of [live, restored]) {
    assert.equal(apply(ledger, deposit(aliceAccount, 500, keyed(1, 1))).original, 6);
  }
  assert.equal(restored.chain, live.chain);
});
