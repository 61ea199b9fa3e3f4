import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below what Linux (32768) and the others take for outgoing connections. */
const lowest = 15_000;
const blockSize = 100;
const blocks = 150;

/** Ports of this process's blocks that were not given out yet. */
const left: number[] = [];

/**
 * Ports of 127.0.0.1 that nobody listens on, all different, which no other call gives out, in this process or in another one
 * that lives. For servers that must know their port beforehand, and keep it while they are down. None is a port of
 * outgoing connections: one of those could take the port meanwhile, or a client that tries to come back could reach itself.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = left.shift();
    if (port === undefined) left.push(...(await claimBlock()));
    else if (await isFree(port)) ports.push(port);
  }
  return ports;
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server === undefined) return false;
  await once(server.close(), 'close');
  return true;
}

/** A block belongs to the process that listens on its first port: for as long as it lives, however it ends. */
async function claimBlock(): Promise<number[]> {
  for (;;) {
    const first = lowest + blockSize * Math.floor(Math.random() * blocks);
    const claim = await listen(first);
    if (claim === undefined) continue;
    claim.unref();
    return Array.from({ length: blockSize - 1 }, (_, index) => first + 1 + index);
  }
}

/** Undefined when somebody listens there already. */
async function listen(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
