import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import type { AppliedRecord, Family } from '@fintech/ports';
import { range, tempDirectory } from '@fintech/testkit';
import { openSqliteAdapters } from '../src/index.ts';
import { failOnHalt } from './_util.ts';

describe('openSqliteAdapters', () => {
  it('makes a directory that only its user can enter', async () => {
    await using parent = await tempDirectory();
    const directory = join(parent.path, 'some', 'data');
    await using _ = await openSqliteAdapters({ directory, onHalt: failOnHalt });
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
  });

  it('closes what it opened when one file is refused, so that it can be tried again', async () => {
    await using directory = await tempDirectory();
    const log = new DatabaseSync(join(directory.path, 'log.db'));
    log.exec('create table notes (text)');
    log.close();
    const options = { directory: directory.path, onHalt: failOnHalt };
    await assert.rejects(openSqliteAdapters(options), { code: 'log_foreign' });
    await assert.rejects(openSqliteAdapters(options), { code: 'log_foreign' });
  });

  it('empties a read model of an older version, and refuses a newer one', async () => {
    await using directory = await tempDirectory();
    const options = { directory: directory.path, onHalt: failOnHalt };
    const setVersion = (sql: string) => {
      const database = new DatabaseSync(join(directory.path, 'read-model.db'));
      database.exec(sql);
      database.close();
    };
    {
      await using adapters = await openSqliteAdapters(options);
      await adapters.entryStore.write([oneEntry(0)]);
    }
    setVersion('pragma user_version = 1');
    {
      await using adapters = await openSqliteAdapters(options);
      assert.deepEqual(await adapters.entryStore.checkpoint(), { nextOffset: 0, position: 0 });
      await adapters.entryStore.write([oneEntry(0)]);
      assert.equal((await adapters.entryStore.transaction('c1')).length, 1);
    }
    setVersion('pragma user_version = 1000');
    await assert.rejects(openSqliteAdapters(options), { code: 'log_foreign' });
  });

  it('undoes only the failing one of the calls that share a commit', async () => {
    await using directory = await tempDirectory();
    await using adapters = await openSqliteAdapters({ directory: directory.path, onHalt: failOnHalt });
    const { sessionStore } = adapters;
    const results = await Promise.allSettled(
      ['a', 'b', 'a', 'c'].map(id => sessionStore.createFamily(family(id))),
    );
    assert.deepEqual(
      results.map(result => result.status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    for (const id of ['a', 'b', 'c']) assert.equal((await sessionStore.family(id))?.id, id);
  });

  it('takes back a document whose event cannot be written', async () => {
    await using directory = await tempDirectory();
    await using adapters = await openSqliteAdapters({ directory: directory.path, onHalt: failOnHalt });
    const { documentStore } = adapters;
    const things = { name: 'things', indexes: [{ field: 'name', unique: true }] };
    const unwritable = { id: 'e', type: 'tested', time: Number.NaN, data: {} };
    const events = [{ topic: 't', event: unwritable }];
    await assert.rejects(documentStore.put(things, '1', { name: 'a' }, { events }), {
      code: 'store_unavailable',
    });
    assert.equal(await documentStore.get(things, '1'), undefined);
    assert.equal(await documentStore.put(things, '2', { name: 'a' }), 'ok');
  });

  it('finds a rare entry behind many others, in pages that look at a bounded number of them', async () => {
    await using directory = await tempDirectory();
    await using adapters = await openSqliteAdapters({ directory: directory.path, onHalt: failOnHalt });
    const { entryStore } = adapters;
    await entryStore.write(range(0, 12_000).map(oneEntry));
    const rare = { accountId: 'a', purpose: 'deposit', limit: 10 };
    const first = await entryStore.entries(rare);
    assert.deepEqual(first.items, []);
    assert.ok(first.nextCursor !== undefined);
    const second = await entryStore.entries({ ...rare, cursor: first.nextCursor });
    assert.ok(second.nextCursor !== undefined);
    const third = await entryStore.entries({ ...rare, cursor: second.nextCursor });
    assert.deepEqual(
      third.items.map(({ position }) => position),
      [1],
    );
    assert.equal(third.nextCursor, undefined);
  });
});

/** The first entry is a deposit, all others are transfers. */
function oneEntry(offset: number): AppliedRecord {
  const position = offset + 1;
  const entry = {
    position,
    index: 0,
    accountId: 'a',
    counterpartyId: 'b',
    currency: 'EUR',
    amount: 1,
    balance: position,
    time: position,
    transactionId: `c${position}`,
    purpose: offset === 0 ? 'deposit' : 'transfer',
  };
  const outcome = { position, commandId: `c${position}`, kind: 'transfer', code: 'applied', time: position };
  return { offset, firstPosition: position, chain: '', outcomes: [outcome], entries: [entry], accounts: [] };
}

function family(id: string): Family {
  return {
    id,
    userId: 'u',
    secret: 's',
    generation: 1,
    rotatedAt: 0,
    createdAt: 0,
    lastSeenAt: 0,
    expiresAt: 1000,
    userAgent: '',
    address: '',
  };
}
