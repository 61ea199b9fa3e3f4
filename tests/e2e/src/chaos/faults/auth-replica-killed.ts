import { type Fault, killNodes } from './fault.ts';

export const authReplicaKilled: Fault = {
  kind: 'auth replica killed',
  description: 'SIGKILL to one of two identity processes.',
  part: 'auth',
  mustRecover: 'meanwhile',
  goalMs: 1000,
  atLeastMs: 3000,
  needsIsolation: false,
  inject: async ({ app }, random) => killNodes([random.pick(app.auth)]),
};
