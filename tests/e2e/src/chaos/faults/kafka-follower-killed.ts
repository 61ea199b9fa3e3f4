import { logTopic } from '../system.ts';
import { type Fault, killNodes } from './fault.ts';

export const kafkaFollowerKilled: Fault = {
  kind: 'kafka follower killed',
  description: 'SIGKILL to a broker that only copies the partition of the log.',
  part: 'kafka',
  mustRecover: 'meanwhile',
  goalMs: 5000,
  atLeastMs: 4000,
  needsIsolation: false,
  inject: async ({ kafka }, random) => {
    const leader = await kafka.leaderOf(logTopic);
    return killNodes([random.pick(kafka.nodes.filter(node => node !== leader))]);
  },
};
