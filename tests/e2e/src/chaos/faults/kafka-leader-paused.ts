import { logTopic } from '../system.ts';
import { type Fault, pauseNode } from './fault.ts';

export const kafkaLeaderPaused: Fault = {
  kind: 'kafka leader paused',
  description:
    'SIGSTOP to the broker that leads the partition of the log; its connections stay open and nothing answers.',
  part: 'kafka',
  mustRecover: 'meanwhile',
  goalMs: 5000,
  atLeastMs: 7000,
  needsIsolation: false,
  inject: async ({ kafka }) => pauseNode(await kafka.leaderOf(logTopic)),
};
