import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { tempDirectory } from '../../src/index.ts';

const module = new URL('../../src/stack/install-once.ts', import.meta.url).href;
/** Adds a line to a file for each installation, which takes a while. */
const script = `
  import { appendFile, writeFile } from 'node:fs/promises';
  import { setTimeout as delay } from 'node:timers/promises';
  const { installOnce } = await import(${JSON.stringify(module)});
  const install = async directory => {
    await appendFile(process.env.STACK_CACHE + '/installed', process.pid + '\\n');
    await delay(300);
    await writeFile(directory + '/whole', 'yes');
  };
  const directories = await Promise.all([installOnce('thing', install), installOnce('thing', install)]);
  process.stdout.write(directories.join());
`;

async function installInProcess(cache: string): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, STACK_CACHE: cache },
    stdio: 'ignore',
  });
  assert.deepEqual(await once(child, 'exit'), [0, null]);
}

it('installs once, however many processes want the same at the same time', async () => {
  await using cache = await tempDirectory();
  await Promise.all(Array.from({ length: 4 }, () => installInProcess(cache.path)));
  assert.match(await readFile(join(cache.path, 'installed'), 'utf8'), /^\d+\n$/);
  assert.equal(await readFile(join(cache.path, 'thing', 'whole'), 'utf8'), 'yes');
});

it('does not wait for a process that ended in the middle', async () => {
  await using cache = await tempDirectory();
  const { pid } = spawnSync(process.execPath, ['--eval', '']);
  await writeFile(join(cache.path, '.thing.lock'), String(pid));
  await installInProcess(cache.path);
  assert.equal(await readFile(join(cache.path, 'thing', 'whole'), 'utf8'), 'yes');
});
