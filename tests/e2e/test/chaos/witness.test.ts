import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Command, encodeCommand, encodeRecord, systemId } from '@fintech/ledger';
import { keyFingerprint } from '../../src/chaos/history.ts';
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

async function witnessOf(commands: readonly Command[]) {
  const violations = new Violations();
  const witness = new Witness(violations);
  const asked = intent({ intent: { truth: undefined, effects: 0 } });
  witness.expect(key, asked);
  const records = [opening, commands].map((all, offset) => ({
    offset,
    bytes: encodeRecord(all.map(encodeCommand)),
  }));
  await witness.read(records);
  return { witness, violations, asked };
}

it('notes what the log says of an intent, and counts a command with the same key once', async () => {
  const { witness, violations, asked } = await witnessOf([transfer(20, 300, key), transfer(21, 300, key)]);
  assert.deepEqual(violations.listed, []);
  const balance = 200;
  assert.deepEqual(asked.truth, {
    ...{ position: 6, code: 'applied', commandId: id(20), amount: 300 },
    ...{ fromAccount: mine, toAccount: yours, balance },
  });
  assert.equal(asked.effects, 1);
  assert.equal(witness.modelBalances().get(mine), balance);
  assert.deepEqual(witness.balancesOf(mine), [
    { position: 5, balance: 500 },
    { position: 6, balance },
  ]);
  assert.deepEqual([...witness.totals().values()], [0]);
  assert.match(witness.chainAt(2) ?? '', /^[0-9a-f]{64}$/);
  assert.equal(witness.chainAt(3), undefined);
});

it('finds a transfer that nobody asked for', async () => {
  const { violations } = await witnessOf([transfer(20, 300, id(77))]);
  assert.match(violations.listed.join(), /position 6 is a transfer that nobody asked for/);
});
