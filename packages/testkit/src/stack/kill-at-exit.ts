import type { ServerNode } from './server-node.ts';

const nodes = new Set<ServerNode>();

/** A test process that ends in any way, also by a signal, takes these servers with it. */
export function killAtExit(servers: Iterable<ServerNode>): void {
  if (nodes.size === 0) {
    process.once('exit', killAll);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  }
  for (const server of servers) nodes.add(server);
}

function killAll(): void {
  for (const { pid } of nodes) {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
}
