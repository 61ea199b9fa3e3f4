import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what Linux (32768) and the others take for outgoing connections. */
const lowest = 15_000;
const highest = 30_000;

/**
 * Ports of 127.0.0.1 that nobody listens on, all different. For servers that must know their port beforehand. None is a
 * port of outgoing connections: one of those could take the port while its server is down, or a client that tries
 * to come back could reach itself.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}
