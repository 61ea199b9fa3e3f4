import { PortError } from '@fintech/ports';
import type { RedisConnection } from './redis-connection.ts';

const oldestMajor = 7;

/**
 * Refuses a Redis that would lose sessions by design.
 * @throws PortError `unsafe_settings` that says which one and what it should be, `store_unavailable`
 */
export async function checkSettings(connection: RedisConnection, hasReplicas: boolean): Promise<void> {
  requireVersion(String(await connection.command('INFO', 'server')));
  const setting = await settings(connection);
  if (setting('appendonly') !== 'yes' && setting('save') === '') {
    throw unsafe('Redis keeps nothing on disk (appendonly no, save ""): set appendonly yes.');
  }
  const policy = setting('maxmemory-policy');
  if (policy !== 'noeviction') {
    throw unsafe(`Redis may throw sessions away (maxmemory-policy ${policy}): set it to noeviction.`);
  }
  if (hasReplicas && setting('min-replicas-to-write') === '0') {
    throw unsafe(
      'A Redis master that nobody follows would take writes (min-replicas-to-write 0): set it to 1.',
    );
  }
}

/** @throws PortError `unsafe_settings` when what `INFO server` says is from before Redis 7, whose scripts know no flags */
export function requireVersion(info: string): void {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'of an unknown version';
  if (Number.parseInt(version, 10) >= oldestMajor) return;
  throw unsafe(`Redis ${version} is too old: it must be ${oldestMajor} or newer.`);
}

async function settings(connection: RedisConnection): Promise<(name: string) => string> {
  const names = ['appendonly', 'save', 'maxmemory-policy', 'min-replicas-to-write'];
  const answer = await connection.command('CONFIG', 'GET', ...names);
  const flat = Array.isArray(answer) ? answer.map(String) : [];
  return name => {
    const at = flat.indexOf(name);
    if (at < 0) throw unsafe(`Redis does not tell its setting ${name}; allow CONFIG GET to this user.`);
    return flat[at + 1] ?? '';
  };
}

const unsafe = (message: string): PortError => new PortError('unsafe_settings', message);
