import { openRedisSessionStore } from '@fintech/adapter-redis';
import { RevocationList } from '@fintech/http';
import type { Clock, SessionStore } from '@fintech/ports';
import type { Config } from './config.ts';

/** Sessions, and the list of those that were ended. */
export interface Sessions extends AsyncDisposable {
  readonly sessionStore: SessionStore;
  readonly revocations: RevocationList;
}

/** Opens the sessions in Redis and begins to follow revocations. */
export async function openSessions(config: Config, clock: Clock): Promise<Sessions> {
  await using stack = new AsyncDisposableStack();
  const prefix = config.namespace === '' ? 'fintech:' : `fintech:${config.namespace}:`;
  const store = stack.use(await openRedisSessionStore({ endpoint: config.redis, prefix }));
  const revocations = stack.use(new RevocationList({ sessionStore: store, clock }));
  await revocations.poll();
  revocations.start();
  const owned = stack.move();
  return { sessionStore: store, revocations, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
