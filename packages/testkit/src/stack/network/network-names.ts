import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** Everything of ours begins so; the process id follows, so that what a killed process left behind can be told. */
const prefix = 'chaos';

export const bridgeName = (): string => `${prefix}${process.pid}`;

export const namespaceName = (host: number): string => `${prefix}${process.pid}-${host}`;

/** Of our end of the cable; at most 15 characters, as Linux demands. */
export const cableName = (host: number): string => `ch${process.pid}-${host}`;

/** The first two numbers and one that no interface of this machine has: `10.231.7`. */
export function freeSubnet(): string {
  const taken = new Set(
    Object.values(networkInterfaces())
      .flatMap(addresses => addresses ?? [])
      .map(({ address }) => address.split('.').slice(0, 3).join('.')),
  );
  for (let offset = 0; offset < 256; offset++) {
    const subnet = `10.231.${(process.pid + offset) % 256}`;
    if (!taken.has(subnet)) return subnet;
  }
  throw new Error('every network of 10.231.0.0/16 is taken');
}

/** Removes networks of processes that are gone. */
export function removeStale(): void {
  for (const name of namespaces()) if (isStale(name)) removeNamespace(name);
  for (const name of Object.keys(networkInterfaces())) if (isStale(name)) removeLink(name);
}

/** Removing a namespace takes its end of the cable with it, and thereby ours. */
export function removeNamespace(name: string): void {
  ip('netns', 'del', name);
}

export function removeLink(name: string): void {
  ip('link', 'del', name);
}

/** Synchronous, so that it can be done while a process exits. */
function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8' });
}

function namespaces(): readonly string[] {
  return ip('netns', 'list')
    .split('\n')
    .map(line => line.split(' ')[0] ?? '')
    .filter(name => name !== '');
}

function isStale(name: string): boolean {
  const pid = new RegExp(`^${prefix}(\\d+)(-\\d+)?$`).exec(name)?.[1];
  return pid !== undefined && !existsSync(`/proc/${pid}`);
}
