import { logTopic } from '../system.ts';
import { type Fault, killNodes } from './fault.ts';

export const kafkaLeaderKilled: Fault = {
  kind: 'kafka leader killed',
  description: 'SIGKILL to the broker that leads the partition of the log.',
  part: 'kafka',
  mustRecover: 'meanwhile',
  goalMs: 5000,
  atLeastMs: 4000,
  needsIsolation: false,
  inject: async ({ kafka }) => killNodes([await kafka.leaderOf(logTopic)]),
};
