import assert from 'node:assert/strict';
import { it } from 'node:test';
import { range } from '@fintech/testkit';
import { describeOn, useMongodb } from '@fintech/testkit/stack';
import { testDatabase } from '../_util.ts';

const things = { name: 'things', indexes: [{ field: 'name', unique: true }, { field: 'kind' }] } as const;

await describeOn('stored documents', useMongodb(), server => {
  it('keep every value of JSON as it is, also what looks like a field or an operator', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const text = JSON.stringify({
      numbers: [0, -1, 1.5, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1), 1e300, 5e-324],
      texts: ['', '$name', '$$ROOT', '$literal', 'ü 🌍', '\u0000', 'a.b'],
      names: { '': 1, 'a.b': 2, a$b: 3, '0': 4, constructor: 5, value: 6, _id: 7 },
      deep: range(0, 50).reduce<unknown>(inner => [{ inner }], null),
      empty: [[], {}, null, true, false],
    }).replace('"constructor"', '"__proto__":{"polluted":true},"constructor"');
    const value: unknown = JSON.parse(text);
    await adapters.documentStore.put(things, '1', value);
    assert.equal(JSON.stringify((await adapters.documentStore.get(things, '1'))?.value), text);
    for (const plain of [null, 0, '', 'text', false, [1]]) {
      await adapters.documentStore.put(things, '2', plain);
      assert.deepEqual((await adapters.documentStore.get(things, '2'))?.value, plain);
    }
  });

  it('refuse a name that MongoDB cannot store before anything is written', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const events = [{ topic: 't', event: { id: '1', type: 'tested', time: 1, data: { $set: 1 } } }];
    await assert.rejects(adapters.documentStore.put(things, '1', { $set: 1 }), TypeError);
    await assert.rejects(adapters.documentStore.put(things, '1', {}, { events }), TypeError);
    assert.equal(await adapters.documentStore.get(things, '1'), undefined);
  });

  it('are not found by what is in a list, nor by other values than texts and numbers', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const values = [['riga'], { riga: 1 }, true, null];
    for (const [i, kind] of values.entries()) await adapters.documentStore.put(things, `${i}`, { kind });
    assert.deepEqual(
      await adapters.documentStore.query(things, { field: 'kind', equals: 'riga', limit: 9 }),
      {
        items: [],
      },
    );
  });

  it('take back a document whose event has not the shape of one', async () => {
    await using database = testDatabase(server());
    await using adapters = await database.open();
    const event = { id: '1', type: 'tested', time: Number.NaN, data: {} };
    const put = adapters.documentStore.put(things, '1', { name: 'a' }, { events: [{ topic: 't', event }] });
    await assert.rejects(put, { code: 'store_corrupt' });
    assert.equal(await adapters.documentStore.get(things, '1'), undefined);
    assert.equal(await adapters.documentStore.put(things, '2', { name: 'a' }), 'ok');
  });
});
