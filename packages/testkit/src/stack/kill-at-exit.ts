interface Server {
  readonly pid: number | undefined;
}

const servers = new Set<Server>();
let watching = false;

/** A process that ends in any way, also by a signal, takes the server with it. */
export function killAtExit(server: Server): void {
  servers.add(server);
  if (watching) return;
  watching = true;
  process.once('exit', killAll);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}

export function spareAtExit(server: Server): void {
  servers.delete(server);
}

function killAll(): void {
  for (const { pid } of servers) {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
}
