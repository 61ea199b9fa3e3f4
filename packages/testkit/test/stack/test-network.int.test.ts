import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  describeOn,
  missingNetwork,
  type NetworkHost,
  runTool,
  ServerNode,
  TestNetwork,
} from '../../src/stack/index.ts';

const port = 7000;
const source = {
  missing: missingNetwork,
  start: async () => {
    const server = await TestNetwork.create();
    return { server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  },
};

const echo = `require('net').createServer(s => s.pipe(s)).listen(${port})`;

await describeOn('a network inside this machine', source, network => {
  it('lets hosts be cut off from each other and not from us, and mended', async () => {
    const [first, second] = [await network().addHost(), await network().addHost()];
    await using _ = await server(first);
    assert.ok(await answers(first.address));
    assert.ok(await answersTo(second, first.address));

    await network().cut(first, [second.address]);
    assert.ok(!(await answersTo(second, first.address)), 'the hosts are cut off');
    assert.ok(await answers(first.address), 'we are not');

    await network().cut(first, [network().ownAddress]);
    assert.ok(!(await answers(first.address)), 'now we are too');

    await network().mend(first);
    assert.ok(await answersTo(second, first.address));
    assert.ok(await answers(first.address));
  });

  it('silences open connections without telling anybody', async () => {
    const host = await network().addHost();
    await using _ = await server(host);
    const socket = connect(port, host.address);
    await once(socket, 'connect');
    // One listener for both: the answer may come before we are told that the network is mended.
    const answered = once(socket, 'data');
    await network().cut(host, [network().ownAddress]);
    socket.write('hello');
    assert.equal(await Promise.race([answered, once(socket, 'close'), delay(300, 'nothing')]), 'nothing');
    await network().mend(host);
    const [answer] = await answered;
    assert.equal(String(answer), 'hello', 'TCP sends it again');
    socket.destroy();
  });
});

await describeOn('a network that was disposed of', source, network => {
  it('leaves nothing behind', async () => {
    await network().addHost();
    const { ownAddress } = network();
    await network()[Symbol.asyncDispose]();
    const addresses = Object.values(networkInterfaces()).flatMap(all => all?.map(({ address }) => address));
    assert.ok(!addresses.includes(ownAddress));
  });
});

async function server({ address, runThrough: [command = '', ...args] }: NetworkHost): Promise<ServerNode> {
  const node = new ServerNode({
    name: `echo-${address}`,
    port,
    command,
    args: [...args, process.execPath, '-e', echo],
    logFile: '/dev/null',
    isReady: () => answers(address),
  });
  await node.start();
  return node;
}

async function answers(address: string): Promise<boolean> {
  const socket = connect({ port, host: address, timeout: 300 });
  const outcome = Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'timeout').then(() => false),
  ]);
  return outcome.catch(() => false).finally(() => socket.destroy());
}

/** Whether a server answers when it is asked from another host. */
async function answersTo({ runThrough: [command = '', ...args] }: NetworkHost, address: string) {
  const script = `
    const socket = require('net').connect({ port: ${port}, host: '${address}', timeout: 300 });
    socket.on('connect', () => process.exit(0));
    socket.on('timeout', () => process.exit(1));
    socket.on('error', () => process.exit(1));`;
  return runTool(command, [...args, process.execPath, '-e', script]).then(
    () => true,
    () => false,
  );
}
