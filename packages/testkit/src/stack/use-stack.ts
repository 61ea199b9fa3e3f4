import type { RunningStack } from './endpoints.ts';
import { useKafka } from './kafka/use-kafka.ts';
import { useMongodb } from './mongodb/use-mongodb.ts';
import { useRedis } from './redis/use-redis.ts';

/** All servers that the cluster form needs. */
export interface WholeStack extends AsyncDisposable {
  readonly endpoints: Required<RunningStack>;
}

/** Why the servers cannot be had on this machine; undefined when they can. */
export async function missingStack(): Promise<string | undefined> {
  const reasons = await Promise.all([useKafka().missing(), useMongodb().missing(), useRedis().missing()]);
  return reasons.find(reason => reason !== undefined);
}

/** The servers that suites share: those of TEST_STACK, or own ones, which are stopped when the stack is disposed of. */
export async function useStack(): Promise<WholeStack> {
  await using stack = new AsyncDisposableStack();
  // One after the other: they are many processes for a small machine.
  const kafka = stack.use(await useKafka().start()).server;
  const mongodb = stack.use(await useMongodb().start()).server;
  const redis = stack.use(await useRedis().start()).server;
  const owned = stack.move();
  return { endpoints: { kafka, mongodb, redis }, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
