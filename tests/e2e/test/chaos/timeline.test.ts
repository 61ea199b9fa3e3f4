import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { CpuUse } from '../../src/chaos/timeline/cpu-use.ts';
import { figuresOf, readFigures } from '../../src/chaos/timeline/process-figures.ts';

const metrics = `# HELP ledger_position Commands applied since genesis.
# TYPE ledger_position gauge
ledger_position 1234
ledger_pending_commands 5
ledger_projection_lag_records 6
nodejs_eventloop_lag_max_seconds 0.0126
nodejs_eventloop_lag_max_seconds_other 9
`;

describe('the figures of a process', () => {
  it('are read from its metrics, as far as it has them', () => {
    const expected = { loopMs: 13, position: 1234, pending: 5, projectionLag: 6, unpublished: undefined };
    assert.deepEqual(readFigures(metrics), expected);
  });

  it('are not there when it says nothing in time', async context => {
    let isTalking = true;
    const server = createServer((_, response) => {
      if (isTalking) response.end(metrics);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    context.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    assert.equal((await figuresOf(port, 10_000))?.position, 1234);
    isTalking = false;
    assert.equal(await figuresOf(port, 50), undefined);
  });
});

it('tells how much of the processor a process uses', {
  skip: process.platform !== 'linux',
}, async context => {
  const child = spawn(process.execPath, ['-e', 'console.log("works"); for (;;);'], { stdio: 'pipe' });
  context.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const pids = new Map([['works', child.pid ?? 0]]);
  const use = new CpuUse();
  assert.equal((await use.take(pids)).works, undefined);
  // A process that never rests has used a tick before long.
  let used = 0;
  for (const startedAt = performance.now(); used === 0 && performance.now() - startedAt < 10_000; )
    used = (await use.take(pids)).works ?? 0;
  assert.ok(used > 0);
  assert.equal('gone' in (await use.take(new Map([['gone', 2 ** 22 + 1]]))), false);
});
