import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EntryView, KeyStatusView, List, TransactionView } from '@fintech/contracts';
import { Person, type Problem } from '../src/client.ts';
import { freshName, walletForSuite } from '../src/suite.ts';
import { form } from '../src/wallet.ts';

const wallet = walletForSuite();
const signUp = () => Person.signUp(wallet().url, freshName());

test('a new person has one account with nothing in it', async () => {
  const ana = await signUp();
  const accounts = await ana.accounts();
  assert.deepEqual(
    accounts.map(({ currency, status, balance }) => ({ currency, status, balance })),
    [{ currency: 'EUR', status: 'open', balance: { available: 0, held: 0 } }],
  );
});

test('money sent by one is received by the other, and both see it', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  await ana.topUp(10_000);
  const body = { to: `@${bob.username}`, amount: 2_500, currency: 'EUR', description: 'Lunch 🍜' };
  const sent = await ana.post<TransactionView>('/transactions', body);
  assert.equal(sent.status, 201);
  assert.equal(sent.body.balance.available, 7_500);
  assert.equal(sent.body.from.username, ana.username);
  assert.equal(sent.body.to.username, bob.username);

  // No answer to a transfer waits for what others are shown, so they say as of when they want to see it.
  const asOf = `min_position=${sent.body.position}`;
  const seenByBob = await bob.get<TransactionView>(`/transactions/${sent.body.id}?${asOf}`);
  assert.deepEqual({ ...seenByBob.body, balance: null }, { ...sent.body, balance: null });
  assert.equal(seenByBob.body.balance.available, 2_500);
  const history = await bob.get<List<EntryView>>(`/transactions?${asOf}`);
  assert.deepEqual(
    history.body.items.map(({ amount, description, counterparty }) => ({
      amount,
      description,
      from: counterparty.username,
    })),
    [{ amount: 2_500, description: 'Lunch 🍜', from: ana.username }],
  );
  assert.deepEqual([await ana.balance(), await bob.balance()], [7_500, 2_500]);
});

test('200 parallel spends of one balance with different keys never overdraw it', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  await ana.topUp(1_000);
  const answers = await Promise.all(Array.from({ length: 200 }, () => ana.send(`@${bob.username}`, 30)));
  const posted = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ body }) => body.code === 'insufficient_funds');
  assert.equal(posted.length, 33);
  assert.equal(refused.length, 167);
  assert.deepEqual([await ana.balance(), await bob.balance()], [10, 990]);
});

test('200 parallel posts of one key have one effect and equal answers', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  await ana.topUp(1_000);
  const key = `parallel-${freshName()}`;
  const answers = await Promise.all(Array.from({ length: 200 }, () => ana.send(`@${bob.username}`, 30, key)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
  assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1);
  const originals = answers.filter(({ headers }) => headers.get('idempotency-replayed') !== 'true').length;
  // On servers that are slow or elect a leader, the one that had the effect may have been repeated before its answer came.
  assert.ok(originals === 1 || (originals === 0 && form === 'cluster'), `${originals} are not replayed`);
  assert.deepEqual([await ana.balance(), await bob.balance()], [970, 30]);
});

test('a refusal is repeated for its key, even when there would be enough money now', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  const key = `refused-${freshName()}`;
  const first = await ana.send(`@${bob.username}`, 30, key);
  await ana.topUp(1_000);
  const second = await ana.send(`@${bob.username}`, 30, key);
  assert.equal(first.body.code, 'insufficient_funds');
  assert.deepEqual(second.body, first.body);
  assert.equal(await ana.balance(), 1_000);
});

test('a key used for another request is a conflict', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  await ana.topUp(1_000);
  const key = `conflict-${freshName()}`;
  await ana.send(`@${bob.username}`, 30, key);
  const second = await ana.send(`@${bob.username}`, 31, key);
  assert.deepEqual([second.status, second.body.code], [422, 'idempotency_conflict']);
  assert.equal(await ana.balance(), 970);
});

test('a version 7 UUID tells its age: from the past it is too old, from the future it is not valid', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  await ana.topUp(1_000);
  const keyOf = (time: number) => {
    const digits = time.toString(16).padStart(12, '0');
    return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-${freshName()
      .padStart(12, '0')
      .slice(-12)
      .replaceAll(/[^0-9a-f]/g, '0')}`;
  };
  const send = async (time: number) => (await ana.send(`@${bob.username}`, 30, keyOf(time))).body.code;
  const [day, now] = [86_400_000, Date.now()];
  assert.equal(await send(now - 3 * day), 'command_too_old');
  assert.equal(await send(now + day), 'invalid_idempotency_key');
  assert.equal(await send(now), undefined);
  assert.equal(await ana.balance(), 970);
});

test('a transaction is shown to its parties only', async () => {
  const [ana, bob, eve] = [await signUp(), await signUp(), await signUp()];
  await ana.topUp(1_000);
  const { body } = await ana.send(`@${bob.username}`, 30);
  const seen = await eve.get<Problem>(`/transactions/${body.id}`);
  assert.deepEqual([seen.status, seen.body.code], [404, 'transaction_not_found']);
});

test('what became of a request is told by its key, to whoever sent it', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  const [refused, paid] = [`refused-${freshName()}`, `paid%/?-${freshName()}`];
  const statusOf = async (person: Person, key: string, position: number) => {
    const path = `/transactions/by-key/${encodeURIComponent(key)}?min_position=${position}`;
    const { status, body } = await person.get<KeyStatusView>(path);
    assert.equal(status, 200);
    return body;
  };
  await ana.send(`@${bob.username}`, 30, refused);
  await ana.topUp(1_000);
  const sent = await ana.send(`@${bob.username}`, 30, paid);
  const { position } = sent.body;
  const shown = await statusOf(ana, paid, position);
  assert.deepEqual([shown.status, shown.transaction], ['posted', sent.body]);
  const told = await statusOf(ana, refused, position);
  assert.deepEqual([told.status, told.code], ['refused', 'insufficient_funds']);
  assert.equal((await statusOf(ana, `unknown-${freshName()}`, position)).status, 'undecided');
  assert.equal((await statusOf(bob, paid, position)).status, 'undecided');
  const invalid = await ana.get<Problem>('/transactions/by-key/short');
  assert.deepEqual([invalid.status, invalid.body.code], [400, 'invalid_request']);
});

test('history comes in pages that hold everything once', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  await ana.topUp(1_000);
  let position = 0;
  for (let amount = 1; amount <= 7; amount++)
    ({ position } = (await ana.send(`@${bob.username}`, amount)).body);
  const amounts: number[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await ana.get<List<EntryView>>(`/transactions?limit=3&min_position=${position}${from}`);
    amounts.push(...body.items.map(({ amount }) => amount));
    cursor = body.next_cursor;
  } while (cursor !== undefined);
  assert.deepEqual(amounts, [-7, -6, -5, -4, -3, -2, -1, 1_000]);
});

test('history can be narrowed by direction, type and time', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  await ana.topUp(1_000);
  const { body: sent } = await ana.send(`@${bob.username}`, 30);
  const amounts = async (query: string) =>
    (await ana.get<List<EntryView>>(`/transactions?${query}`)).body.items.map(({ amount }) => amount);
  // The answer did not wait for the history, and another process may show it.
  assert.deepEqual(await amounts(`direction=out&min_position=${sent.position}`), [-30]);
  assert.deepEqual(await amounts('type=deposit'), [1_000]);
  assert.deepEqual(await amounts(`from=${sent.created_at}&direction=out`), [-30]);
  assert.deepEqual(await amounts('from=2100-01-01T00:00:00Z'), []);
});

test('an account can be opened, frozen, unfrozen and closed', async () => {
  const [ana, bob] = [await signUp(), await signUp()];
  const opened = await ana.post<{ id: string; status: string }>('/accounts', { currency: 'USD' });
  assert.deepEqual([opened.status, opened.body.status], [201, 'open']);
  assert.equal((await ana.post<Problem>('/accounts', { currency: 'USD' })).body.code, 'account_exists');

  await ana.topUp(500);
  const euros = (await ana.accounts()).find(({ currency }) => currency === 'EUR');
  assert.equal(
    (await ana.post<{ status: string }>(`/accounts/${euros?.id}/freeze`, undefined)).body.status,
    'frozen',
  );
  assert.equal((await ana.send(`@${bob.username}`, 30)).body.code, 'account_frozen');
  assert.equal(
    (await ana.post<{ status: string }>(`/accounts/${euros?.id}/unfreeze`, undefined)).body.status,
    'open',
  );
  assert.equal((await ana.send(`@${bob.username}`, 30)).status, 201);

  assert.equal(
    (await ana.post<Problem>(`/accounts/${euros?.id}/close`, undefined)).body.code,
    'balance_not_zero',
  );
  assert.equal(
    (await ana.post<{ status: string }>(`/accounts/${opened.body.id}/close`, undefined)).body.status,
    'closed',
  );
  const toClosed = await bob.post<Problem>('/transactions', {
    to: opened.body.id,
    amount: 1,
    currency: 'USD',
  });
  assert.equal(toClosed.body.code, 'account_not_found', 'bob has no account in USD');
});

test('money taken out leaves the ledger through the outside world', async () => {
  const ana = await signUp();
  await ana.topUp(500);
  const taken = await ana.post<TransactionView>('/withdrawals', { amount: 200, currency: 'EUR' });
  assert.deepEqual([taken.status, taken.body.type, taken.body.balance.available], [201, 'withdrawal', 300]);
  const tooMuch = await ana.post<Problem>('/withdrawals', { amount: 301, currency: 'EUR' });
  assert.equal(tooMuch.body.code, 'insufficient_funds');
});

test('the outside world cannot be paid like a person', async () => {
  const ana = await signUp();
  const { body: deposit } = await ana.post<TransactionView>('/deposits', { amount: 500, currency: 'EUR' });
  const paid = await ana.send(deposit.from.account_id, 100);
  assert.deepEqual([paid.status, paid.body.code], [422, 'account_not_found']);
});
