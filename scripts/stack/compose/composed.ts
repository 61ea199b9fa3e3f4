import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningStack } from '../../../packages/testkit/src/stack/index.ts';
import type { Kind } from '../servers.ts';

/** Services of `deploy/compose/stack.yaml` by kind, in the order in which they start best, and the address of each. */
export const composed: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  kafka: { 'kafka-1': '127.0.28.31', 'kafka-2': '127.0.28.32', 'kafka-3': '127.0.28.33' },
  mongodb: { 'mongodb-1': '127.0.28.41', 'mongodb-2': '127.0.28.42', 'mongodb-3': '127.0.28.43' },
  redis: {
    'sentinel-1': '127.0.28.21',
    'sentinel-2': '127.0.28.22',
    'sentinel-3': '127.0.28.23',
    'redis-1': '127.0.28.11',
    'redis-2': '127.0.28.12',
    'redis-3': '127.0.28.13',
  },
};

const ports: Readonly<Record<string, number>> = {
  kafka: 9092,
  mongodb: 27_017,
  redis: 6379,
  sentinel: 26_379,
};

/** `127.0.28.31:9092` for `kafka-1`. */
export function hostOf(service: string): string {
  const kind = service.replace(/-\d$/, '');
  const all = { ...composed.kafka, ...composed.mongodb, ...composed.redis };
  return `${all[service]}:${ports[kind]}`;
}

/** Where the servers are found, and with which passwords; `directory` holds what prepare.ts has made. */
export async function endpointsOf(directory: string, kinds: readonly Kind[]): Promise<RunningStack> {
  const secret = async (name: string) => (await readFile(join(directory, 'secrets', name), 'utf8')).trim();
  const hosts = (kind: Kind, prefix: string = kind) =>
    Object.keys(composed[kind])
      .filter(name => name.startsWith(prefix))
      .map(hostOf);
  const members = hosts('mongodb').join(',');
  const all: Required<RunningStack> = {
    kafka: { brokers: hosts('kafka') },
    mongodb: {
      url: (await secret('mongodb-setup.url')).replace(/@[^/]+/, `@${members}`),
      adminUrl: `mongodb://root:${await secret('mongodb-root.password')}@${members}/?replicaSet=rs0&authSource=admin`,
    },
    redis: {
      sentinels: hosts('redis', 'sentinel'),
      masterName: 'wallet',
      password: await secret('redis.password'),
      nodes: hosts('redis', 'redis'),
    },
  };
  return Object.fromEntries(kinds.map(kind => [kind, all[kind]]));
}
