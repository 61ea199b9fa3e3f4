import { type Fault, pauseNode } from './fault.ts';

export const mongodbPrimaryPaused: Fault = {
  kind: 'mongodb primary paused',
  description: 'SIGSTOP to the primary of the replica set; its connections stay open and nothing answers.',
  part: 'mongodb',
  mustRecover: 'meanwhile',
  goalMs: 15_000,
  atLeastMs: 7000,
  needsIsolation: false,
  inject: async ({ mongodb }) => pauseNode(await mongodb.primary()),
};
