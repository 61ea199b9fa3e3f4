import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runTool } from '../../../packages/testkit/src/stack/index.ts';
import { endpointsOf } from '../compose/composed.ts';
import { chooseContainers } from '../form.ts';
import { kinds } from '../servers.ts';
import { type StackState, writeState } from '../state.ts';

const prepare = fileURLToPath(new URL('../../../deploy/compose/prepare.ts', import.meta.url));

async function folder(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'stack-'));
  context.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

describe('where the stack runs', () => {
  const [engine, noEngine] = [async () => true, async () => false];
  const made: StackState = { nodes: 3, zookeeper: false, servers: [] };

  it('is an engine, when there is one and nothing is asked for that it has not', async context => {
    const directory = await folder(context);
    assert.equal(await chooseContainers(directory, {}, engine), true);
    assert.equal(await chooseContainers(directory, { nodes: '3' }, engine), true);
    assert.equal(await chooseContainers(directory, {}, noEngine), false);
    for (const wish of [{ plain: true }, { nodes: '1' }, { zookeeper: true }])
      assert.equal(await chooseContainers(directory, wish, engine), false);
  });

  it('stays what it was', async context => {
    const directory = await folder(context);
    await writeState(directory, made);
    assert.equal(await chooseContainers(directory, {}, engine), false);
    await writeState(directory, { ...made, isComposed: true });
    assert.equal(await chooseContainers(directory, {}, noEngine), true);
    await assert.rejects(
      chooseContainers(directory, { plain: true }, engine),
      /To begin anew: down --delete/,
    );
  });
});

it('tells clients the addresses of the containers and the passwords that were made', async context => {
  const directory = await folder(context);
  await runTool(process.execPath, [prepare, directory]);
  const { kafka, mongodb, redis } = await endpointsOf(directory, kinds);
  assert.deepEqual(kafka?.brokers, ['127.0.28.31:9092', '127.0.28.32:9092', '127.0.28.33:9092']);
  const members = '127.0.28.41:27017,127.0.28.42:27017,127.0.28.43:27017';
  const options = 'replicaSet=rs0&authSource=admin';
  assert.match(mongodb?.url ?? '', /^mongodb:\/\/setup:[\w-]{32}@/);
  assert.equal(mongodb?.url.replace(/.*@/, ''), `${members}/fintech_app?${options}`);
  assert.equal(mongodb?.adminUrl.replace(/.*@/, ''), `${members}/?${options}`);
  assert.match(redis?.password ?? '', /^[\w-]{32}$/);
  assert.deepEqual(redis?.sentinels, ['127.0.28.21:26379', '127.0.28.22:26379', '127.0.28.23:26379']);
  assert.deepEqual(Object.keys(await endpointsOf(directory, ['redis'])), ['redis']);
});
