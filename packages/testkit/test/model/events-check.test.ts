import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Applied, systemId, type Transfer } from '@fintech/ledger';
import { EventsCheck } from '../../src/model/index.ts';

const owners = new Map([
  ['world', systemId],
  ['mine', 'me'],
  ['yours', 'you'],
]);

/** A transfer of 5 cents as the ledger applied it, and the event that tells of it. */
function transferAt(position: number, code: Applied['code'] = 'applied') {
  const leg = { from: 'mine', to: 'yours', amount: 5, currency: 'EUR' };
  const command: Transfer = {
    kind: 'transfer',
    id: `command-${position}`,
    time: 1,
    notAfter: 2,
    purpose: 'transfer',
    actorId: 'me',
    legs: [leg],
  };
  const isPosted = code === 'applied';
  const applied: Applied = {
    position,
    time: 1,
    code,
    id: command.id,
    kind: 'transfer',
    purpose: 'transfer',
    command,
    postings: isPosted ? [{ ...leg, fromBalance: 1, toBalance: 9 }] : [],
  };
  const type = isPosted ? 'transaction.posted' : 'transaction.refused';
  const balance = (amount: number) => (isPosted ? { balance: amount } : {});
  const data = {
    transaction_id: command.id,
    type: 'transfer',
    position,
    user_id: 'me',
    legs: [
      {
        from: { account_id: 'mine', user_id: 'me', ...balance(1) },
        to: { account_id: 'yours', user_id: 'you', ...balance(9) },
        amount: 5,
        currency: 'EUR',
      },
    ],
    ...(isPosted ? {} : { code }),
  };
  return { applied, event: { id: `${type}:ledger:${position}`, type, time: 1, data } };
}

function checkOf(...transfers: readonly { readonly applied: Applied }[]): EventsCheck {
  const check = new EventsCheck(accountId => owners.get(accountId));
  for (const { applied } of transfers) check.expect(applied);
  return check;
}

it('is content with every transfer told in order, repeats among them', () => {
  const [posted, refused] = [transferAt(3), transferAt(5, 'insufficient_funds')];
  const check = checkOf(posted, transferAt(4, 'replayed'), refused);
  const problems = [posted, refused, posted].flatMap(({ event }) => [...check.take(event)]);
  assert.deepEqual([problems, check.told, check.repeated, check.missing], [[], 2, 1, 0]);
});

it('finds an event that is missing, in the middle and at the end', () => {
  const [one, two, three] = [transferAt(3), transferAt(4), transferAt(5)];
  const check = checkOf(one, two, three);
  assert.deepEqual([...check.take(one.event)], []);
  assert.match([...check.take(three.event)].join(), /says .*"position":5.*, not .*"position":4/);
  assert.equal(check.missing, 1);
});

it('finds an event about nothing, and one that says something else', () => {
  const { event } = transferAt(3);
  assert.match([...checkOf().take(event)].join(), /not undefined/);
  const wrong = { ...event, data: { ...event.data, user_id: 'you' } };
  assert.equal([...checkOf(transferAt(3)).take(wrong)].length, 1);
});

it('finds an event that says something else when it comes again', () => {
  const told = transferAt(3);
  const check = checkOf(told);
  assert.deepEqual([...check.take(told.event)], []);
  const problems = [...check.take({ ...told.event, id: 'another' })];
  assert.match(problems.join(), /event another came again/);
});
