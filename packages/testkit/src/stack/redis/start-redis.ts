import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../free-ports.ts';
import { ServerNode } from '../server-node.ts';
import { askRedis } from './ask-redis.ts';
import {
  masterName,
  type RedisPorts,
  redisPassword,
  writeRedisConfig,
  writeSentinelConfig,
} from './redis-config.ts';
import { RedisSet } from './redis-set.ts';

export interface RedisOptions {
  /** 3: a master, two replicas and three Sentinels. 1: one Redis alone. */
  readonly size: 1 | 3;
  /** Where data, settings and logs are. One that was used before is continued, on the same ports. */
  readonly directory: string;
  /** Free ones unless given. */
  readonly ports?: RedisPorts;
}

const nodeScript = fileURLToPath(new URL('./redis-node.sh', import.meta.url));

/** Starts real Redis servers on loopback and resolves when writes are replicated and failover would work. */
export async function startRedis({ size, directory, ports: given }: RedisOptions): Promise<RedisSet> {
  const ports = given ?? (await choosePorts(size));
  const password = await redisPassword(directory);
  const wasUsed = existsSync(join(directory, 'sentinel-1', 'sentinel.conf'));
  const set = new RedisSet({
    nodes: await Promise.all(ports.redis.map((port, i) => redisNode(directory, i, port, ports, password))),
    sentinels: await Promise.all(
      ports.sentinels.map((port, i) => sentinelNode(directory, i, port, ports, password)),
    ),
    endpoints: {
      sentinels: ports.sentinels.map(addressOf),
      masterName,
      password,
      nodes: ports.redis.map(addressOf),
    },
  });
  try {
    await set.start(wasUsed);
  } catch (error) {
    await set[Symbol.asyncDispose]();
    throw error;
  }
  return set;
}

async function redisNode(
  directory: string,
  index: number,
  port: number,
  { redis, sentinels }: RedisPorts,
  password: string,
): Promise<ServerNode> {
  const name = `redis-${index + 1}`;
  const folder = join(directory, name);
  await writeRedisConfig(folder, port, password, sentinels.length > 0);
  return new ServerNode({
    name,
    port,
    command: nodeScript,
    args: [folder, ...[port, redis[0] ?? port, ...sentinels].map(String)],
    logFile: join(directory, `${name}.log`),
    isReady: async () => (await askRedis(port, 'PING', password)).includes('+PONG'),
  });
}

async function sentinelNode(
  directory: string,
  index: number,
  port: number,
  { redis }: RedisPorts,
  password: string,
): Promise<ServerNode> {
  const name = `sentinel-${index + 1}`;
  const folder = join(directory, name);
  await writeSentinelConfig(folder, port, redis[0] ?? port, password);
  return new ServerNode({
    name,
    port,
    command: 'redis-server',
    args: [join(folder, 'sentinel.conf'), '--sentinel'],
    logFile: join(directory, `${name}.log`),
    isReady: async () => (await askRedis(port, 'PING')).includes('+PONG'),
  });
}

async function choosePorts(size: 1 | 3): Promise<RedisPorts> {
  const ports = await freePorts(size === 3 ? 6 : 1);
  return { redis: ports.slice(0, size), sentinels: ports.slice(size) };
}

const addressOf = (port: number): string => `127.0.0.1:${port}`;
