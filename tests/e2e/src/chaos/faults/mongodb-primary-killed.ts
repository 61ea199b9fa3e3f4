import { type Fault, killNodes } from './fault.ts';

export const mongodbPrimaryKilled: Fault = {
  kind: 'mongodb primary killed',
  description: 'SIGKILL to the primary of the replica set.',
  part: 'mongodb',
  mustRecover: 'meanwhile',
  goalMs: 15_000,
  atLeastMs: 4000,
  needsIsolation: false,
  inject: async ({ mongodb }) => killNodes([await mongodb.primary()]),
};
