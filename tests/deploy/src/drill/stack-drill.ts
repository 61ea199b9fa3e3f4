import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '@fintech/testkit/stack';
import { root } from '../compose-model.ts';
import { dockerCompose } from '../docker-compose.ts';
import type { Engine } from './engine.ts';
import { eventually, step } from './steps.ts';

/** Podman says some seconds later what has become of a container. */
const seenWithinMs = 30_000;

/** `npm run stack` where an engine runs: the servers come up as containers, and the cluster form works on them. */
export async function stackDrill(engine: Engine, folder: string): Promise<void> {
  const directory = join(folder, 'stack');
  const settings = { DOCKER_HOST: engine.socket, DOCKER_CONFIG: await withCompose(folder) };
  const stack = (...args: readonly string[]) => {
    const run = () =>
      runTool(process.execPath, [`${root}scripts/stack.ts`, ...args, '--directory', directory], settings);
    return args[0] === 'up' ? engine.lookingAfter(run) : run();
  };
  try {
    await useStack(stack, join(directory, 'stack.json'));
  } finally {
    await step('down removes everything', () => stack('down', '--delete'));
  }
  assert.equal(await engine.podman('ps', '--all', '--quiet'), '');
  assert.doesNotMatch(await engine.podman('volume', 'ls', '--quiet'), /fintech-stack/);
}

async function useStack(stack: (...args: readonly string[]) => Promise<string>, file: string): Promise<void> {
  const allRun = async () => assert.equal((await stack('status')).match(/running$/gm)?.length, 12);
  await step('every server is up', async () => {
    await stack('up');
    await allRun();
  });
  await step('a second up finds them there', () => stack('up'));
  await step('the cluster form passes its tests about money on them', () =>
    runTool(process.execPath, ['--test', `${root}tests/e2e/test/money.test.ts`], {
      WALLET_FORM: 'cluster',
      TEST_STACK: file,
    }),
  );
  await step('a killed server stays away, and comes back when it is started', async () => {
    await stack('kill', 'kafka-1');
    assert.match(await stack('status'), /^kafka-1 .* stopped$/m);
    await stack('start', 'kafka-1');
    await eventually(seenWithinMs, allRun);
  });
  await step('a paused server is silent, and goes on', async () => {
    await stack('pause', 'redis-2');
    assert.match(await stack('status'), /^redis-2 .* paused$/m);
    await stack('resume', 'redis-2');
    await eventually(seenWithinMs, allRun);
    assert.match(await stack('logs', 'redis-2'), /Ready to accept connections/);
  });
}

/** A folder of settings by which the Docker client has Docker Compose, also where that is not installed with it. */
async function withCompose(folder: string): Promise<string> {
  const config = join(folder, 'docker');
  const [command, isPlugin] = await dockerCompose();
  await mkdir(join(config, 'cli-plugins'), { recursive: true });
  if (isPlugin === undefined) await symlink(command, join(config, 'cli-plugins', 'docker-compose'));
  return config;
}
