import { hash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from './config.ts';

/**
 * Names this process in the log, where a switch of the logic waits for all replicas that were heard lately. A replica that
 * had another id after each restart would be waited for in vain. Undefined when nothing sets it apart.
 */
export function replicaIdOf({ replicaName, transactionPort }: Config): string | undefined {
  if (replicaName === '' && transactionPort === 0) return undefined;
  const name = replicaName === '' ? `${hostname()}:${transactionPort}` : replicaName;
  return hash('sha256', name).slice(0, 32);
}
