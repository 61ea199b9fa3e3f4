import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { json } from 'node:stream/consumers';
import { it } from 'node:test';
import { freePorts } from '../../src/stack/free-ports.ts';

const module = new URL('../../src/stack/free-ports.ts', import.meta.url).href;
/** More than half of all there are: processes that chose at random would meet. */
const count = 2000;
const processes = 4;

it('gives no port to two processes at once, nor to two calls', async () => {
  const script = `
    const { freePorts } = await import(${JSON.stringify(module)});
    const ports = (await Promise.all([freePorts(${count / 2}), freePorts(${count / 2})])).flat();
    process.stdout.write(JSON.stringify(ports));
    process.stdout.end();
    process.stdin.resume();
  `;
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  // None of them ends before all have chosen.
  const chosen = await Promise.all(children.map(child => json(child.stdout)));
  for (const child of children) child.stdin.end();
  await Promise.all(children.map(child => once(child, 'exit')));
  assert.equal(new Set(chosen.flat()).size, processes * count);
});

it('gives nobody a port that somebody listens on', async () => {
  const [first = 0] = await freePorts(1);
  const server = createServer().listen(first + 1, '127.0.0.1');
  await once(server, 'listening');
  const [second] = await freePorts(1);
  await once(server.close(), 'close');
  assert.equal(second, first + 2);
});
