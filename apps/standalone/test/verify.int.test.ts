import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import { type Command, encodeCommand, encodeRecord } from '@fintech/ledger';
import { sha256 } from '@fintech/runtime';
import { type TempDirectory, tempDirectory } from '@fintech/testkit';
import { verifyLedger } from '@fintech/transaction';
import { composeForTest } from './_wallet.ts';

const id = (number: number) => number.toString(16).padStart(32, '0');
const alice = { userId: id(0xa), username: 'alice' };
const bob = { userId: id(0xb), username: 'bob' };
const script = new URL('../src/verify.ts', import.meta.url).pathname;

let books: TempDirectory;

before(async () => {
  books = await tempDirectory();
  await keepBooks(join(books.path, 'good'));
});
after(() => books[Symbol.asyncDispose]());

describe('verify', () => {
  it('finds nothing wrong with good books', async () => {
    await using directory = await copyOfBooks();
    const { problems, lines } = await verify(directory.path);
    assert.deepEqual(problems, []);
    assert.ok(lines.includes('accounts  3'), lines.join('\n'));
  });

  it('finds nothing wrong with a read model that has yet to be rebuilt', async () => {
    await using directory = await copyOfBooks({ 'read-model.db': emptyReadModel });
    assert.deepEqual((await verify(directory.path)).problems, []);
  });

  const newest = '(select max(position) from outcomes)';
  const tamperings: Readonly<Record<string, readonly [problem: RegExp, sql: string]>> = {
    'two balances that still add up': [
      /^account [0-9a-f]{32}: balance is 2800, not 3800/,
      'update accounts set balance = balance + 1000 * (number % 2 * 2 - 1) where number <= 2',
    ],
    'an owner': [
      /^account .*: ownerId is mallory, not/,
      "update accounts set owner_id = 'mallory' where number = 1",
    ],
    'a status': [
      /^account .*: status is frozen, not open/,
      "update accounts set status = 'frozen' where number = 1",
    ],
    'a missing account': [/^account .* is not stored/, 'delete from accounts where number = 1'],
    'an invented account': [
      /^4 accounts are stored, not 3/,
      "insert into accounts values (99, 'mallory', 'EUR', 'open', 0, 0)",
    ],
    'an amount': [/^entry \d+\/1: amount is 1, not/, 'update entries set amount = 1 where id % 128 = 1'],
    'a running balance': [
      /^entry \d+\/0: balance is 1, not/,
      'update entries set balance = 1 where id % 128 = 0',
    ],
    'a purpose': [/^entry \d+\/0: purpose is gift, not/, "update entries set purpose = 'gift'"],
    'a missing entry': [/^entry \d+\/1 is not stored/, 'delete from entries where id % 128 = 1'],
    'an invented entry': [
      /^entry \d+\/2 is stored, but not in the log/,
      "insert into entries select max(id) + 1, 1, 2, 'EUR', 5, 5, 0, 'gift' from entries",
    ],
    'an entry behind the end': [
      /^entry \d+\/0 is stored, but not in the log/,
      `insert into entries select ${newest} * 128 + 12800, 1, 2, 'EUR', 5, 5, 0, 'gift'`,
    ],
    'an outcome': [
      /^command 1: code is refused, not applied/,
      "update outcomes set code = 'refused' where position = 1",
    ],
    'an outcome of another command': [
      /^command 2: commandId is x, not/,
      "update outcomes set command_id = 'x' where position = 2",
    ],
    'an outcome behind the end': [
      /^command \d+ is stored, but not in the log/,
      `insert into outcomes select ${newest} + 100, 'x', 'tick', 'applied', 0, null`,
    ],
    'a hash chain': [/^record 1: chain is x, not/, "update records set chain = 'x' where offset = 1"],
    'a missing record': [/^record 1 is not stored/, 'delete from records where offset = 1'],
    'a first position': [
      /^record 1: firstPosition is 7, not/,
      'update records set first_position = 7 where offset = 1',
    ],
    'the position of the end': [
      /^the read model says that it ends at command 77, not/,
      'update records set last_position = 77 where offset = (select max(offset) from records)',
    ],
  };
  for (const [what, [problem, sql]] of Object.entries(tamperings)) {
    it(`finds that the read model was tampered with: ${what}`, async () => {
      await using directory = await copyOfBooks({ 'read-model.db': sql });
      const { problems } = await verify(directory.path);
      assert.ok(
        problems.some(found => problem.test(found)),
        `${problem} in:\n${problems.join('\n')}`,
      );
    });
  }

  it('finds that the log lost its end', async () => {
    await using directory = await copyOfBooks({ 'log.db': 'delete from records where offset >= 2' });
    const { problems } = await verify(directory.path);
    assert.match(problems.join('\n'), /^the log ends before record 2, the read model before record \d+$/);
  });

  it('lists no more problems than people read', async () => {
    const many = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
      insert into outcomes select i + 1000, 'x', 'tick', 'applied', 0, null from n`;
    await using directory = await copyOfBooks({ 'read-model.db': many });
    const { problems } = await verify(directory.path);
    assert.equal(problems.length, 101);
    assert.equal(problems.at(-1), 'and 400 more');
  });
});

describe('npm run verify', () => {
  it('exits 0 with good books and 1 with others', async () => {
    await using good = await copyOfBooks();
    const verified = await runVerify(good.path);
    assert.deepEqual([verified.code, verified.errors], [0, '']);
    assert.match(verified.output, /\nverified\n$/);
    await using bad = await copyOfBooks({ 'log.db': 'delete from records where offset >= 2' });
    const refused = await runVerify(bad.path);
    assert.deepEqual([refused.code, refused.errors], [1, '']);
    assert.match(refused.output, /\nPROBLEM the log ends before record 2.*\nNOT verified\n$/);
  });

  const unreadable: Readonly<Record<string, readonly [reason: RegExp, sql: string]>> = {
    'a corrupt record': [
      /Record 2 fails its checksum/,
      "update records set bytes = cast('x' as blob) where offset = 2",
    ],
    'a missing record': [/Record 2 is missing/, 'delete from records where offset = 2'],
    'a file of another program': [/another program/, 'pragma application_id = 1'],
    'a log without its genesis': [
      /foreign_ledger/,
      'delete from records where offset = 0; update records set offset = offset - 1',
    ],
  };
  for (const [what, [reason, sql]] of Object.entries(unreadable)) {
    it(`says in one line that it cannot verify ${what}`, async () => {
      await using directory = await copyOfBooks({ 'log.db': sql });
      await assertCannotVerify(directory.path, reason);
    });
  }

  it('says in one line that the ledger halts', async () => {
    await using directory = await copyOfBooks();
    const wrongAudit: Command = {
      kind: 'audit',
      nextOffset: 1,
      chain: 'f'.repeat(64),
      id: id(1),
      time: 0,
      notAfter: 9e15,
    };
    {
      await using adapters = await openSqliteAdapters({ directory: directory.path, onHalt: () => undefined });
      await adapters.commandLog.append(encodeRecord([encodeCommand(wrongAudit)]), []);
    }
    await assertCannotVerify(directory.path, /audit_mismatch/);
  });

  it('refuses a directory that is missing or holds no wallet, and makes nothing', async () => {
    await using directory = await tempDirectory();
    const missing = join(directory.path, 'nothing');
    await assertCannotVerify(missing, /there is no wallet in .*nothing/);
    await assert.rejects(access(missing), { code: 'ENOENT' });
    await mkdir(missing);
    await assertCannotVerify(missing, /there is no wallet in .*nothing/);
    await assert.rejects(access(join(missing, 'log.db')), { code: 'ENOENT' });
  });

  it('says that a wallet in use must be stopped first', async () => {
    await using directory = await copyOfBooks();
    await using _wallet = await composeForTest({ DATA_DIR: directory.path });
    await assertCannotVerify(directory.path, /[Ss]top the wallet first/);
  });
});

/** Lets a wallet open accounts, move money and refuse to, and stops it. */
async function keepBooks(directory: string): Promise<void> {
  await using composed = await composeForTest({ DATA_DIR: directory });
  const { transactions } = composed.wallet;
  await transactions.deposit(alice, { amount: 5000, currency: 'EUR' }, 'deposit');
  const account = await transactions.openAccount(bob, 'EUR', 'open');
  const payment = { to: account.id, amount: 1200, currency: 'EUR' };
  await transactions.transfer(alice, payment, 'pay');
  await assert.rejects(transactions.transfer(alice, { ...payment, amount: 9_999_999 }, 'overdraw'));
}

const emptyReadModel = `delete from records; delete from outcomes; delete from entries; delete from accounts;
  delete from account_numbers`;

/** A copy of the good books to work on, after `changes` (SQL by file) were made to it behind the wallet's back. */
async function copyOfBooks(changes: Readonly<Record<string, string>> = {}): Promise<TempDirectory> {
  const directory = await tempDirectory();
  await cp(join(books.path, 'good'), directory.path, { recursive: true });
  for (const [file, sql] of Object.entries(changes)) {
    const database = new DatabaseSync(join(directory.path, file));
    database.exec(sql);
    database.close();
  }
  return directory;
}

async function verify(directory: string) {
  await using adapters = await openSqliteAdapters({ directory, onHalt: () => undefined });
  return await verifyLedger(adapters, { sha256 }, () => undefined);
}

async function runVerify(directory: string) {
  const child = spawn(process.execPath, [script], { env: { PATH: process.env.PATH, DATA_DIR: directory } });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { output, errors, code };
}

async function assertCannotVerify(directory: string, reason: RegExp): Promise<void> {
  const { output, errors, code } = await runVerify(directory);
  assert.match(errors, /^cannot verify: [^\n]+\n$/);
  assert.match(errors, reason);
  assert.deepEqual([code, output], [1, '']);
}
