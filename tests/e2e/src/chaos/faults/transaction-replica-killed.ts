import { type Fault, killNodes } from './fault.ts';

export const transactionReplicaKilled: Fault = {
  kind: 'transaction replica killed',
  description:
    'SIGKILL to one of three transaction processes, in the middle of appending, applying and projecting.',
  part: 'transaction',
  mustRecover: 'meanwhile',
  goalMs: 1000,
  atLeastMs: 3000,
  needsIsolation: false,
  inject: async ({ app }, random) => killNodes([random.pick(app.transaction)]),
};
