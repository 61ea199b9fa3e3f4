import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { tempDirectory } from '@fintech/testkit';
import { SqliteCommandLog } from '../src/log/command-log.ts';
import { failOnHalt } from './_util.ts';

const child = join(import.meta.dirname, './_append-forever.ts');
const kills = Number(process.env.LOG_KILLS ?? 3);
/** Size that no file of the limited process may exceed, in the 512-byte blocks of POSIX `ulimit`. */
const fileBlocks = 8192;

describe('the log of a process that dies', () => {
  it(`has every answered append, without a gap, after kill -9 in the middle of commits (${kills} times)`, async () => {
    await using directory = await tempDirectory();
    const file = join(directory.path, 'log.db');
    const answered: string[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      await using appender = startAppender(file);
      await appender.until(lines => lines.length >= 300);
      appender.process.kill('SIGKILL');
      answered.push(...appended(await appender.ended()));
      await assertHolds(file, answered);
    }
  });

  it('refuses a second process, also while the first is idle, and names the directory', async () => {
    await using directory = await tempDirectory();
    const file = join(directory.path, 'log.db');
    await using log = await SqliteCommandLog.open({ file, onHalt: failOnHalt });
    await using second = startAppender(file);
    assert.deepEqual(await second.ended(), [
      `refused log_locked Another process is using the directory ${directory.path}.`,
    ]);
    await log.append(Buffer.from('undisturbed'), []);
  });

  it('halts before any further answer when the disk is full, and keeps what it answered', async () => {
    await using directory = await tempDirectory();
    const file = join(directory.path, 'log.db');
    await using appender = startAppender(file, fileBlocks);
    const lines = await appender.ended();
    const halt = lines.indexOf('halted');
    assert.ok(halt > 0, lines.slice(-5).join('\n'));
    assert.equal(lines.lastIndexOf('halted'), halt);
    const after = lines.slice(halt + 1);
    assert.deepEqual(appended(after), []);
    assert.ok(after.some(line => line.startsWith('failed log_append_unknown')));
    assert.match(after.at(-1) ?? '', /^late log_closed/);
    await assertHolds(file, appended(lines));
  });
});

interface Appender extends AsyncDisposable {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  /** Resolves when `condition` holds for the complete lines so far. */
  until(condition: (lines: readonly string[]) => boolean): Promise<void>;
  /** All lines, once the process has ended. */
  ended(): Promise<readonly string[]>;
}

/** Starts the process that appends, with a largest file size when `fileBlocks` is given. */
function startAppender(file: string, fileBlocks?: number): Appender {
  const limit = fileBlocks === undefined ? '' : `ulimit -f ${fileBlocks}; `;
  const command = `${limit}exec "$0" "$@"`;
  const process_ = spawn('sh', ['-c', command, process.execPath, child, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: process_.stdout }).on('line', line => lines.push(line));
  const closed = once(reader, 'close');
  const exited = once(process_, 'exit');
  return {
    process: process_,
    async until(condition) {
      while (!condition(lines)) await Promise.race([once(reader, 'line'), closed.then(() => assert.fail())]);
    },
    async ended() {
      await Promise.all([closed, exited]);
      return lines;
    },
    async [Symbol.asyncDispose]() {
      process_.kill('SIGKILL');
      await exited;
    },
  };
}

function appended(lines: readonly string[]): string[] {
  return lines.flatMap(line => (line.startsWith('appended ') ? [line.slice('appended '.length)] : []));
}

/** Reopens the log: the offsets have no gap, and every answered record is there once, with its annotation. */
async function assertHolds(file: string, answered: readonly string[]): Promise<void> {
  await using log = await SqliteCommandLog.open({ file, onHalt: failOnHalt });
  const stored: string[] = [];
  let next = 0;
  await log.subscribe(0, records => {
    for (const { offset, bytes } of records) {
      assert.equal(offset, next);
      next += 1;
      stored.push(Buffer.from(bytes).toString().split(' ')[0] ?? '');
    }
  }).caughtUp;
  assert.equal(await log.end(), stored.length);
  const found = new Set(stored);
  assert.equal(found.size, stored.length);
  assert.deepEqual(
    answered.filter(text => !found.has(text)),
    [],
  );
  assert.equal((await log.annotations(answered)).size, answered.length);
}
