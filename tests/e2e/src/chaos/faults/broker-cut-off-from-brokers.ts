import type { SeededRandom } from '@fintech/testkit/simulator';
import { type ChaosSystem, logTopic } from '../system.ts';
import type { Fault, Injection } from './fault.ts';

export const brokerCutOffFromBrokers: Fault = {
  kind: 'broker cut off from brokers',
  description: 'Every packet between one broker and the other two is dropped; clients reach all three.',
  part: 'kafka',
  mustRecover: 'meanwhile',
  atLeastMs: 7000,
  needsIsolation: true,
  inject: (system, random) => cutBrokerOff(system, random, false),
};

/** Mostly the leader, since cutting off a follower does little. */
export async function cutBrokerOff(
  { kafka, isolation }: ChaosSystem,
  random: SeededRandom,
  fromClientsToo: boolean,
): Promise<Injection> {
  const leader = await kafka.leaderOf(logTopic);
  const victim = random.chance(0.7) ? leader : random.pick(kafka.nodes);
  const host = isolation?.brokerHosts[kafka.nodes.indexOf(victim)];
  if (isolation === undefined || host === undefined) throw new Error('brokers have no network of their own');
  const { network, brokerHosts } = isolation;
  const others = brokerHosts.filter(other => other !== host).map(({ address }) => address);
  await network.cut(host, fromClientsToo ? [...others, network.ownAddress] : others);
  const role = victim === leader ? 'leader' : 'follower';
  return { victims: [`${victim.name} (${role})`], heal: () => network.mend(host) };
}
