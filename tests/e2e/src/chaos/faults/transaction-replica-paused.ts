import { type Fault, pauseNode } from './fault.ts';

export const transactionReplicaPaused: Fault = {
  kind: 'transaction replica paused',
  description:
    'SIGSTOP to one of three transaction processes; when it goes on, its view of the world is old.',
  part: 'transaction',
  mustRecover: 'meanwhile',
  goalMs: 1000,
  atLeastMs: 6000,
  needsIsolation: false,
  inject: async ({ app }, random) => pauseNode(random.pick(app.transaction)),
};
