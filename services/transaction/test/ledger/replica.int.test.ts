import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { type Command, encodeCommand, encodeRecord } from '@fintech/ledger';
import type { EntryStore } from '@fintech/ports';
import { tempDirectory, until } from '@fintech/testkit';
import { openReplica } from './_replica.ts';

/** After so many commands without one an audit is due, whatever was drawn. */
const auditedWithin = 20_000;

test('R5 the hash chain is stated in the log every ten to twenty thousand commands, and a restart agrees with it', async () => {
  await using directory = await tempDirectory();
  let chain = '';
  {
    await using opened = await openReplica(directory.path, { maxPending: 2 * auditedWithin });
    const { replica, entryStore } = opened;
    await Promise.all(Array.from({ length: auditedWithin }, () => replica.submit({ kind: 'tick' })));
    // The audit is appended behind the command that made it due, and before this one.
    const { position } = await replica.submit({ kind: 'tick' });
    assert.ok(await replica.visible(position, 10_000));
    const outcomes = await entryStore.outcomes(1, position);
    const audits = outcomes.filter(({ kind }) => kind === 'audit');
    assert.ok(audits.length > 0);
    for (const { code } of audits) assert.equal(code, 'applied');
    chain = replica.ledger.chain;
  }
  await using reopened = await openReplica(directory.path);
  assert.equal(reopened.replica.ledger.chain, chain);
});

test('R15 a log that has lost its end is noticed at the start', async () => {
  await using directory = await tempDirectory();
  {
    await using opened = await openReplica(directory.path);
    await opened.replica.submit({ kind: 'tick' });
    await opened.replica.submit({ kind: 'tick' });
  }
  const log = new DatabaseSync(join(directory.path, 'log.db'));
  log.exec('delete from records where offset = (select max(offset) from records)');
  log.close();
  // Without the snapshot that was saved at the end, the log is read from its beginning.
  await rm(join(directory.path, 'snapshots'), { recursive: true });
  const reopen = async () => {
    await using _reopened = await openReplica(directory.path);
  };
  await assert.rejects(reopen, /the log ends before record \d+, the read model before \d+/);
});

test('R11 what others append does not fill the memory while the read model is away', async () => {
  await using directory = await tempDirectory();
  const maxBacklog = 10;
  const back = Promise.withResolvers<void>();
  const away = (real: EntryStore): EntryStore =>
    new Proxy(real, {
      get: (store, name) =>
        name === 'write'
          ? async (...given: Parameters<EntryStore['write']>) => {
              await back.promise;
              return store.write(...given);
            }
          : Reflect.get(store, name).bind(store),
    });
  await using opened = await openReplica(directory.path, { maxBacklog, entryStore: away });
  using outage = new DisposableStack();
  outage.defer(back.resolve);
  const { replica, commandLog } = opened;
  const before = replica.ledger.nextOffset;
  for (let number = 0; number < 10 * maxBacklog; number++)
    await commandLog.append(encodeRecord([encodeCommand(tick(number))]), []);
  await until(() => replica.projectionBacklog > 2 * maxBacklog);
  assert.ok(replica.projectionBacklog < 5 * maxBacklog, `${replica.projectionBacklog} commands wait`);
  back.resolve();
  await until(() => replica.ledger.nextOffset >= before + 10 * maxBacklog);
});

const tick = (number: number): Command => ({
  kind: 'tick',
  id: number.toString(16).padStart(32, 'f'),
  time: 0,
  notAfter: Number.MAX_SAFE_INTEGER,
});
