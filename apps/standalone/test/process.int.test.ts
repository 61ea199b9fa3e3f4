import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const script = new URL('../start.mjs', import.meta.url).pathname;
const directory = await mkdtemp(join(tmpdir(), 'wallet-process-'));
after(() => rm(directory, { recursive: true, force: true }));

function start(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const settings = { DATA_DIR: join(directory, 'data'), AUTH_PORT: '0', TRANSACTION_PORT: '0' };
  return spawn(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...settings, ...environment },
  });
}

/** Runs the wallet to its end. */
async function run(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const child = start(environment, ...args);
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

const wrong: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
  [{ AUTH_PORT: '70000' }, /AUTH_PORT must be a port number, not "70000"/],
  [{ MODE: 'test' }, /MODE must be one of sandbox, live/],
  [{ MODE: 'live' }, /PUBLIC_URL must be https:\/\/ in live mode/],
  [{ MODE: 'live', PUBLIC_URL: 'https://pay.example.org', RATE_LIMIT: 'off' }, /RATE_LIMIT cannot be off/],
  [{ PUBLIC_URL: 'ftp://example.org' }, /PUBLIC_URL must be http/],
  [{ DEFAULT_CURRENCY: 'QQQ' }, /DEFAULT_CURRENCY must be an ISO 4217 code/],
  [{ LOG_LEVELS: 'info' }, /LOG_LEVELS is not a setting/],
];
for (const [environment, message] of wrong) {
  test(`${JSON.stringify(environment)} is refused with a message and nothing is made`, async () => {
    const { code, output } = await run(environment);
    assert.equal(code, 64);
    assert.match(output, message);
    assert.deepEqual(await readdir(directory), []);
  });
}

test('--help lists every setting', async () => {
  const { code, output } = await run({}, '--help');
  assert.equal(code, 0);
  for (const name of ['DATA_DIR', 'AUTH_PORT', 'MODE', 'PUBLIC_URL', 'RATE_LIMIT'])
    assert.match(output, new RegExp(`^ +${name} `, 'm'));
});

test('one process owns a data directory, its secrets are its own, and SIGTERM ends it with 0', async () => {
  const data = join(directory, 'data');
  const first = start({ LOG_LEVEL: 'warn' });
  after(() => first.kill('SIGKILL'));
  const [ready]: Buffer[] = await once(first.stdout, 'data');
  const url = /^ready (\S+) (\S+)\n$/.exec(String(ready))?.[1];
  const second = await run({});
  assert.equal(second.code, 1);
  assert.match(second.output, /^cannot start: Another process is using the directory \S+\n$/);
  assert.equal((await stat(data)).mode & 0o777, 0o700);
  assert.equal((await stat(join(data, 'keys.json'))).mode & 0o777, 0o600);
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  first.kill('SIGTERM');
  const [code] = await once(first, 'exit');
  assert.equal(code, 0);
});
