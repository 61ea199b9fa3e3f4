import { checkSettings } from './connection/check-settings.ts';
import type { RedisEndpoint } from './connection/endpoint.ts';
import { requireMasterName } from './connection/find-sentinels.ts';
import { RedisConnection } from './connection/redis-connection.ts';
import { ReplicatedWrites } from './connection/replicated-writes.ts';
import { RedisSessionStore } from './session-store.ts';

export interface RedisSessionStoreOptions {
  readonly endpoint: RedisEndpoint;
  /** Begins the name of every key; what is under another prefix is not touched. Default `fintech:`. */
  readonly prefix?: string;
}

/** Longer than a failover takes. */
const connectWithinMs = 10_000;

/**
 * Opens sessions in Redis.
 * @throws PortError `store_unavailable` when no Sentinel answers, or no master within ten seconds; `unsafe_settings` when Redis
 *   is too old, keeps nothing on disk, may evict keys, takes writes that nobody follows, or is watched under another name
 * @throws RangeError when an address is not `host:port`
 */
export async function openRedisSessionStore({
  endpoint,
  prefix = 'fintech:',
}: RedisSessionStoreOptions): Promise<RedisSessionStore> {
  const watched = 'sentinels' in endpoint;
  if (watched) await requireMasterName(endpoint);
  const plain = new RedisConnection(endpoint, prefix);
  const durable = new RedisConnection(endpoint, prefix, () => plain.leave());
  const close = () => {
    plain.close();
    durable.close();
  };
  try {
    await Promise.all([plain.connect(connectWithinMs), durable.connect(connectWithinMs)]);
    await checkSettings(plain, watched);
  } catch (error) {
    close();
    throw error;
  }
  return new RedisSessionStore({
    plain,
    replicated: new ReplicatedWrites(durable, watched ? 1 : 0),
    prefix,
    close,
  });
}
