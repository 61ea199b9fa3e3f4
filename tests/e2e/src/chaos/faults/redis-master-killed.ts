import { type Fault, killNodes } from './fault.ts';

export const redisMasterKilled: Fault = {
  kind: 'redis master killed',
  description: 'SIGKILL to the Redis that the Sentinels call master.',
  part: 'redis',
  mustRecover: 'meanwhile',
  goalMs: 10_000,
  atLeastMs: 4000,
  needsIsolation: false,
  inject: async ({ redis }) => killNodes([await redis.master()]),
};
