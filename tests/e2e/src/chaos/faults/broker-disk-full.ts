import { logTopic } from '../system.ts';
import type { Fault } from './fault.ts';

export const brokerDiskFull: Fault = {
  kind: 'broker disk full',
  description: 'The disk of one broker has no byte left; healed by freeing it and starting the broker anew.',
  part: 'kafka',
  mustRecover: 'meanwhile',
  atLeastMs: 6000,
  needsIsolation: true,
  inject: async ({ kafka, isolation }, random) => {
    const leader = await kafka.leaderOf(logTopic);
    const victim = random.chance(0.7) ? leader : random.pick(kafka.nodes);
    const disk = isolation?.brokerDisks[kafka.nodes.indexOf(victim)];
    if (disk === undefined) throw new Error('brokers have no disks of their own');
    await disk.fill();
    const role = victim === leader ? 'leader' : 'follower';
    return {
      victims: [`${victim.name} (${role})`],
      heal: async () => {
        await disk.free();
        await victim.kill();
        await victim.start();
      },
    };
  },
};
