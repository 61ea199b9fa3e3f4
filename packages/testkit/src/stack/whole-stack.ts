import type { RunningStack } from './endpoints.ts';
import { useKafka } from './kafka/use-kafka.ts';
import { useMongodb } from './mongodb/use-mongodb.ts';
import { useRedis } from './redis/use-redis.ts';
import type { ServerSource, Started } from './test-stack.ts';

/** Everything that the cluster form needs, shared like the servers of one kind. */
export function wholeStack(): ServerSource<Required<RunningStack>> {
  return {
    missing: async () => {
      const sources = [useKafka(), useMongodb(), useRedis()];
      const reasons = await Promise.all(sources.map(source => source.missing()));
      return reasons.find(reason => reason !== undefined);
    },
    start: startAll,
  };
}

/** One after the other: they are many processes for a small machine. */
async function startAll(): Promise<Started<Required<RunningStack>>> {
  await using stack = new AsyncDisposableStack();
  const kafka = stack.use(await useKafka().start()).server;
  const mongodb = stack.use(await useMongodb().start()).server;
  const redis = stack.use(await useRedis().start()).server;
  const owned = stack.move();
  return { server: { kafka, mongodb, redis }, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
