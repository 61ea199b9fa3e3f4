import { type Fault, pauseNode } from './fault.ts';

export const redisMasterPaused: Fault = {
  kind: 'redis master paused',
  description:
    'SIGSTOP to the Redis that the Sentinels call master; its connections stay open and nothing answers.',
  part: 'redis',
  mustRecover: 'meanwhile',
  goalMs: 10_000,
  atLeastMs: 7000,
  needsIsolation: false,
  inject: async ({ redis }) => pauseNode(await redis.master()),
};
