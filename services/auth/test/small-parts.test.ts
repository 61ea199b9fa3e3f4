import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Argon2Hasher, createKeyFile, defaultHashing, parseKeyFile } from '@fintech/auth';
import { networkOf } from '../src/network-address.ts';
import { WorkPool } from '../src/work-pool.ts';

const networks: ReadonlyArray<readonly [string, string]> = [
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['not an address', 'not an address'],
];

for (const [address, network] of networks) {
  test(`${address} is of the network ${network}`, () => assert.equal(networkOf(address), network));
}

test('a pool runs a few jobs at once, queues a few and refuses the rest', async () => {
  const pool = new WorkPool({ parallel: 2, maxQueue: 3 });
  let running = 0;
  let most = 0;
  const job = async () => {
    most = Math.max(most, ++running);
    await setImmediate();
    running--;
  };
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => pool.run(job)));
  assert.deepEqual([most, results.filter(result => result.status === 'fulfilled').length], [2, 5]);
  await assert.rejects(
    pool.run(() => Promise.reject(new Error('job'))),
    /job/,
  );
  await Promise.all(Array.from({ length: 5 }, () => pool.run(job)));
  assert.equal(running, 0, 'a job that fails gives its place back');
});

test('a key file is read back', () => {
  const text = createKeyFile();
  const keys = parseKeyFile(text);
  assert.equal(keys.publicKeys[0]?.kid, keys.signing.kid);
  assert.deepEqual([keys.refresh.length, keys.csrf.length], [32, 32]);
  assert.equal(parseKeyFile(text).signing.kid, keys.signing.kid);
  assert.notEqual(parseKeyFile(createKeyFile()).signing.kid, keys.signing.kid);
});

test('a key file that is damaged is refused without being quoted', () => {
  const file = JSON.parse(createKeyFile());
  const other = JSON.parse(createKeyFile());
  const damaged = [
    'not json',
    '{}',
    JSON.stringify({ ...file, signing: [] }),
    JSON.stringify({ ...file, refresh: 'short' }),
    JSON.stringify({ ...file, signing: [{ ...file.signing[0], x: other.signing[0].x }] }),
  ];
  for (const text of damaged) {
    assert.throws(
      () => parseKeyFile(text),
      (error: Error) => error.message.startsWith('The key file') && !error.message.includes(file.refresh),
    );
  }
});

test('passwords are hashed at the cost that OWASP ASVS 11.4.2 asks for', async () => {
  const hasher = new Argon2Hasher(defaultHashing);
  const stored = await hasher.hash('harbour mosaic 71 lantern quilt');
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22,}\$[^$]{43,}$/);
  assert.ok(await hasher.verify(stored, 'harbour mosaic 71 lantern quilt'));
  assert.ok(!(await hasher.verify(stored, 'harbour mosaic 71 lantern quil')));
  assert.ok(!(await hasher.verify(undefined, 'harbour mosaic 71 lantern quilt')));
});
