import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError, type TransferBody } from '@fintech/contracts';
import { posted, readForm, visit } from './_util.ts';

const confirmPath = '/transaction/send?to=mira&amount=12,50&currency=EUR';

test('the last step shows who gets what, and sends exactly that', async () => {
  const asked: { body: TransferBody; key: string }[] = [];
  await using ana = await visit({
    transfer: async (_caller, body, key) => {
      asked.push({ body, key });
      return { view: posted, replayed: false };
    },
  });
  const page = await ana.open(confirmPath);
  assert.match(page.body, /mira[\s\S]*€12\.50[\s\S]*€87\.50/);
  const { key } = readForm(page.body).fields;
  const sent = await ana.submit({ description: ' Dinner ' });
  assert.equal(sent.statusCode, 303);
  assert.equal(sent.headers.location, `/transaction/receipt/${posted.id}?min_position=41`);
  const body = { to: '@mira', amount: 12_50, currency: 'EUR', description: 'Dinner' };
  assert.deepEqual(asked, [{ body, key }]);
});

test('the key of a payment stays the same when the page is opened again', async () => {
  await using ana = await visit({});
  const first = readForm((await ana.open('/transaction/send?to=mira')).body).fields.key;
  const address = `${confirmPath}&key=${first}`;
  for (let again = 0; again < 2; again++) {
    assert.equal(readForm((await ana.open(address)).body).fields.key, first);
  }
});

test('two payments have two keys', async () => {
  await using ana = await visit({});
  const keys = [await ana.open(confirmPath), await ana.open(confirmPath)].map(
    page => readForm(page.body).fields.key,
  );
  assert.notEqual(keys[0], keys[1]);
});

test('not enough money is told with amounts, nothing is lost, and trying again is a new payment', async () => {
  await using ana = await visit({
    transfer: async () => {
      throw new ProblemError('insufficient_funds');
    },
  });
  const before = readForm((await ana.open(confirmPath)).body).fields;
  const refused = await ana.submit({ description: 'Dinner' });
  assert.equal(refused.statusCode, 422);
  assert.match(refused.body, /Not sent\. You have €100\.00, this needs €12\.50\./);
  const after = readForm(refused.body).fields;
  assert.equal(after.description, 'Dinner');
  assert.notEqual(after.key, before.key);
});

test('an unknown outcome keeps asking with the same form and the same key until there is a receipt', async () => {
  const keys: string[] = [];
  await using ana = await visit({
    transfer: async (_caller, _body, key) => {
      keys.push(key);
      if (keys.length < 3) throw new ProblemError('outcome_unknown');
      return { view: posted, replayed: true };
    },
  });
  await ana.open(confirmPath);
  for (let attempt = 0; attempt < 2; attempt++) {
    const checking = await ana.submit();
    assert.equal(checking.statusCode, 202);
    assert.match(checking.body, /We are still checking[\s\S]*Do not send again; this page will update\./);
    assert.match(checking.body, /src="\/assets\/ask-again\./);
  }
  assert.equal((await ana.submit()).statusCode, 303);
  assert.equal(new Set(keys).size, 1);
});

const wrongAddresses = [
  ['to=nobody', /There is nobody called nobody/],
  ['to=ana', /That is you/],
  ['to=%22%3E%3Cscript%3E', /nobody called &#34;&#62;&#60;script&#62;/],
  ['to=mira&amount=1,234', /thousands or cents/],
  ['to=mira&amount=100.01', /You have €100\.00\. Type a smaller amount/],
  ['to=mira&amount=0', /above zero/],
] as const;

for (const [query, message] of wrongAddresses) {
  test(`${query} is told at the step it belongs to`, async () => {
    await using ana = await visit({});
    const page = await ana.open(`/transaction/send?${query}`);
    assert.equal(page.statusCode, 422);
    assert.match(page.body, message);
  });
}

const tampered = [
  { minor_units: '12.5' },
  { minor_units: '-1' },
  { minor_units: '9007199254740993' },
  { currency: 'XXX' },
  { to: 'no such name!' },
  { key: 'short' },
] as const;

for (const changes of tampered) {
  test(`a form with ${JSON.stringify(changes)} is refused and moves nothing`, async () => {
    await using ana = await visit({});
    await ana.open(confirmPath);
    assert.equal((await ana.submit(changes)).statusCode, 400);
  });
}

test('a note that is too long is told at the note; emoji count as one character', async () => {
  await using ana = await visit({ transfer: async () => ({ view: posted, replayed: false }) });
  await ana.open(confirmPath);
  const refused = await ana.submit({ description: 'a'.repeat(141) });
  assert.equal(refused.statusCode, 422);
  assert.match(refused.body, /Keep the note within 140 characters/);
  assert.equal((await ana.submit({ description: '🥂'.repeat(140) })).statusCode, 303);
});
