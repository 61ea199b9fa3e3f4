import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { type Command, encodeCommand, encodeRecord, systemId } from '@fintech/ledger';
import { keyFingerprint } from '../../src/chaos/history/intent.ts';
import { Violations } from '../../src/chaos/violations.ts';
import { Witness } from '../../src/chaos/witness.ts';
import { intent } from './_intents.ts';

const id = (number: number) => number.toString(16).padStart(32, '0');
const envelope = { time: 1000, notAfter: 100_000 };
const [world, mine, yours, owner, other] = [id(1), id(2), id(3), id(4), id(5)];
const key = keyFingerprint(owner, 'key');

const open = (accountId: string, ownerId: string, role: 'system' | 'customer'): Command => {
  return {
    kind: 'open_account',
    ...envelope,
    id: id(accountId.length),
    accountId,
    ownerId,
    currency: 'EUR',
    role,
  };
};

const transfer = (commandId: number, amount: number, keyed: string): Command => ({
  kind: 'transfer',
  ...envelope,
  id: id(commandId),
  purpose: 'transfer',
  actorId: owner,
  legs: [{ from: mine, to: yours, amount, currency: 'EUR' }],
  idempotency: { key: keyed, requestHash: id(amount), issuedAt: 1000 },
});

const opening: readonly Command[] = [
  { kind: 'genesis', ...envelope, id: id(9), ledgerId: id(10) },
  open(world, systemId, 'system'),
  open(mine, owner, 'customer'),
  open(yours, other, 'customer'),
  {
    kind: 'transfer',
    ...envelope,
    id: id(11),
    purpose: 'deposit',
    actorId: systemId,
    legs: [{ from: world, to: mine, amount: 500, currency: 'EUR' }],
  },
];

async function witnessOf(context: TestContext, commands: readonly Command[]) {
  const violations = new Violations();
  const witness = new Witness(violations);
  context.after(() => witness[Symbol.asyncDispose]());
  const asked = intent({ intent: { truth: undefined, effects: 0 } });
  witness.expect(key, asked);
  const records = [opening, commands].map((all, offset) => ({
    offset,
    bytes: encodeRecord(all.map(encodeCommand)),
  }));
  await witness.read(records);
  return { witness, violations, asked };
}

it('notes what the log says of an intent, and counts a command with the same key once', async context => {
  const commands = [transfer(20, 300, key), transfer(21, 300, key)];
  const { witness, violations, asked } = await witnessOf(context, commands);
  assert.deepEqual(violations.listed, []);
  const balance = 200;
  assert.deepEqual(asked.truth, {
    ...{ position: 6, code: 'applied', commandId: id(20), amount: 300 },
    ...{ fromAccount: mine, toAccount: yours, balance },
  });
  assert.equal(asked.effects, 1);
  const { balances, totals } = await witness.books();
  assert.equal(balances.get(mine), balance);
  assert.deepEqual(
    [...witness.balancesOf(mine)],
    [
      { position: 5, balance: 500 },
      { position: 6, balance },
    ],
  );
  assert.deepEqual([...totals.values()], [0]);
  assert.match(witness.chainAt(2) ?? '', /^[0-9a-f]{64}$/);
  assert.equal(witness.chainAt(3), undefined);
});

it('finds a transfer that nobody asked for', async context => {
  const { violations } = await witnessOf(context, [transfer(20, 300, id(77))]);
  assert.match(violations.listed.join(), /position 6 is a transfer that nobody asked for/);
});

it('finds what comes of an intent after that was settled', async context => {
  const { witness, violations } = await witnessOf(context, [transfer(20, 300, key)]);
  assert.deepEqual(violations.listed, []);
  witness.settled(key);
  await witness.read([{ offset: 2, bytes: encodeRecord([encodeCommand(transfer(22, 100, key))]) }]);
  assert.match(violations.listed.join(), /position 7 is a transfer that nobody asked for/);
});

it('fails when the log cannot be read, and for good', async context => {
  const { witness } = await witnessOf(context, [transfer(20, 300, key)]);
  await assert.rejects(witness.read([{ offset: 9, bytes: new Uint8Array() }]));
  await assert.rejects(witness.books());
});
