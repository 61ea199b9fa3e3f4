import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempDirectory } from '@fintech/testkit';
import { makeSecrets, readKeys, readSecret } from '../src/secrets.ts';

test('secrets are made once, for the owner alone', async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, 'secrets');
  assert.deepEqual(await makeSecrets(path), ['keys.json', 'csrf.key', 'service.key', 'log.key']);
  const first = await readSecret(path, 'log');
  assert.equal(first.length, 32);
  assert.notDeepEqual(first, await readSecret(path, 'csrf'));
  assert.equal((await readKeys(path)).publicKeys.length, 1);
  assert.deepEqual(await makeSecrets(path), []);
  assert.deepEqual(await readSecret(path, 'log'), first);
  assert.equal((await stat(path)).mode & 0o777, 0o700);
  for (const name of ['keys.json', 'log.key'])
    assert.equal((await stat(join(path, name))).mode & 0o777, 0o600);
});

test('a secret that is missing or damaged is named, and never quoted', async () => {
  await using directory = await tempDirectory();
  const { path } = directory;
  await assert.rejects(readSecret(path, 'csrf'), { name: 'ConfigError', message: /csrf\.key/ });
  await assert.rejects(readKeys(path), { name: 'ConfigError', message: /keys\.json/ });
  await writeFile(join(path, 'csrf.key'), 'too short, and private');
  await writeFile(join(path, 'keys.json'), '{"private": 1}');
  // One after the other: a promise that fails while nobody waits for it ends the test.
  for (const read of [() => readSecret(path, 'csrf'), () => readKeys(path)]) {
    await assert.rejects(read, error => error instanceof Error && !error.message.includes('private'));
  }
});
