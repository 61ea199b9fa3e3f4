import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { logicVersions } from '@fintech/ledger';
import { tempDirectory } from '@fintech/testkit';
import { AppCluster } from '@fintech/testkit/cluster';
import { wholeStack } from '@fintech/testkit/stack';
import { Deployment } from '../src/next-build.ts';
import { quietReplicas } from '../src/quiet-replicas.ts';
import { SteadyLoad } from '../src/steady-load.ts';

const nextVersion = logicVersions.newest + 1;
const isComplete = process.env.CI === 'true';
const reason = await wholeStack().missing();
const skip = isComplete ? false : reason;

test('a build with new logic is brought to every process under load, and no request fails', {
  skip,
}, async t => {
  await using directory = await tempDirectory();
  await using servers = await wholeStack().start();
  const deployment = await Deployment.start(directory.path);
  await using app = await AppCluster.start({
    script: deployment.script,
    directory: directory.path,
    stack: servers.server,
    namespace: `upgrade-${randomBytes(6).toString('hex')}`,
    authReplicas: 2,
    transactionReplicas: 3,
    environment: {
      RATE_LIMIT: 'off',
      DRAIN_SECONDS: '1',
      // What is compiled of the next build goes with it.
      NODE_COMPILE_CACHE: join(directory.path, 'compiled'),
    },
  });
  const load = await SteadyLoad.start(app.url, 8);
  await load.morePosted(100);
  await deployment.next();

  const [last, ...others] = app.transaction.toReversed();
  assert.ok(last);
  const switchAt = (port: number) =>
    app.run('logic', `http://127.0.0.1:${port}`, String(nextVersion)).catch(error => String(error));
  for (const node of [...app.auth, ...others]) {
    await node.stop();
    await node.start();
    await load.morePosted(50);
  }
  const [upgraded] = others;
  assert.ok(upgraded);
  assert.match(await switchAt(upgraded.port), /logic_not_supported/, 'one replica lacks the version yet');
  await last.stop();
  await last.start();
  await load.morePosted(50);
  const switched = await switchAt(upgraded.port);
  assert.match(switched, new RegExp(`switch to version ${nextVersion}: applied`));
  assert.match(switched, new RegExp(`logic version ${nextVersion} is in force`));
  await load.morePosted(100);
  await load.stop();

  t.diagnostic(`${load.posted} transfers posted, ${load.failures.length} failed`);
  assert.deepEqual(load.failures, []);
  const states = await quietReplicas(app);
  assert.equal(new Set(states.map(({ chain }) => chain)).size, 1, 'all replicas have the same hash');
  assert.match(await app.run('verify'), /\nverified\n/);
});
