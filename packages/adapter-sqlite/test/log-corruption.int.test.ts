import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { tempDirectory } from '@fintech/testkit';
import { SqliteCommandLog } from '../src/log/command-log.ts';
import { failOnHalt } from './_util.ts';

describe('a damaged log', () => {
  const damages = {
    'a changed byte': "update records set bytes = cast('record X' as blob) where offset = 5",
    'a changed checksum': 'update records set checksum = checksum + 1 where offset = 5',
    'a missing record': 'delete from records where offset = 5',
    'a missing start': 'delete from records where offset < 5',
    'a record of another type': "update records set bytes = 'record 5' where offset = 5",
  };
  for (const [what, sql] of Object.entries(damages)) {
    it(`halts the log before anything at or behind ${what} is delivered`, async () => {
      await using directory = await tempDirectory();
      const file = join(directory.path, 'log.db');
      await writeTenRecords(file);
      const database = new DatabaseSync(file);
      database.exec(sql);
      database.close();

      const reasons: unknown[] = [];
      await using log = await SqliteCommandLog.open({ file, onHalt: reason => reasons.push(reason) });
      const delivered: number[] = [];
      const subscription = log.subscribe(0, records => {
        delivered.push(...records.map(record => record.offset));
      });
      await assert.rejects(subscription.caughtUp, { code: 'log_corrupt' });
      assert.equal(reasons.length, 1);
      assert.ok(delivered.every(offset => offset < 5));
      await assert.rejects(log.append(Buffer.from('more'), []), { code: 'log_closed' });
    });
  }

  it('is refused when the file is not a database, or one of another program', async () => {
    await using directory = await tempDirectory();
    const garbage = join(directory.path, 'garbage.db');
    await writeFile(garbage, 'not a database '.repeat(1000));
    await assert.rejects(SqliteCommandLog.open({ file: garbage, onHalt: failOnHalt }), {
      code: 'log_corrupt',
    });

    const foreign = join(directory.path, 'foreign.db');
    const database = new DatabaseSync(foreign);
    database.exec('create table notes (text)');
    database.close();
    await assert.rejects(SqliteCommandLog.open({ file: foreign, onHalt: failOnHalt }), {
      code: 'log_foreign',
    });
  });
});

describe('an erased annotation', () => {
  it('is in no file any more', async () => {
    await using directory = await tempDirectory();
    await using log = await SqliteCommandLog.open({
      file: join(directory.path, 'log.db'),
      onHalt: failOnHalt,
    });
    const secret = 'a very personal note';
    await log.append(Buffer.from('record'), [{ id: 'a', text: secret }]);
    assert.ok(await anyFileContains(directory.path, secret));
    await log.eraseAnnotation('a');
    assert.equal(await anyFileContains(directory.path, secret), false);
  });
});

async function writeTenRecords(file: string): Promise<void> {
  await using log = await SqliteCommandLog.open({ file, onHalt: failOnHalt });
  for (let i = 0; i < 10; i += 1) await log.append(Buffer.from(`record ${i}`), []);
}

async function anyFileContains(directory: string, text: string): Promise<boolean> {
  const names = await readdir(directory);
  const files = await Promise.all(names.map(name => readFile(join(directory, name))));
  return files.some(file => file.includes(text));
}
