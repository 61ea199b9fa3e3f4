import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const masterName = 'wallet';

export interface RedisPorts {
  readonly redis: readonly number[];
  /** None for one Redis that nobody watches over. */
  readonly sentinels: readonly number[];
}

/** The password of a set, made when its directory is new. */
export async function redisPassword(directory: string): Promise<string> {
  const file = join(directory, 'redis-password');
  if (!existsSync(file)) {
    await mkdir(directory, { recursive: true });
    await writeFile(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  return readFile(file, 'utf8');
}

/** Seeds the folder of one Redis; a file that is there stays, because Redis keeps what it learned in it. */
export function writeRedisConfig(folder: string, port: number, password: string, watched: boolean) {
  return writeOnce(folder, 'redis.conf', [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    `requirepass ${password}`,
    `masterauth ${password}`,
    'repl-diskless-sync-delay 0',
    `min-replicas-to-write ${watched ? 1 : 0}`,
    'min-replicas-max-lag 10',
  ]);
}

export function writeSentinelConfig(folder: string, port: number, firstMaster: number, password: string) {
  return writeOnce(folder, 'sentinel.conf', [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${masterName} 127.0.0.1 ${firstMaster} 2`,
    `sentinel auth-pass ${masterName} ${password}`,
    `sentinel down-after-milliseconds ${masterName} 3000`,
    `sentinel failover-timeout ${masterName} 10000`,
    `sentinel parallel-syncs ${masterName} 1`,
  ]);
}

async function writeOnce(folder: string, name: string, lines: readonly string[]): Promise<void> {
  const file = join(folder, name);
  if (existsSync(file)) return;
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}
