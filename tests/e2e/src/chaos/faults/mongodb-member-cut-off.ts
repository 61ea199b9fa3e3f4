import type { Fault } from './fault.ts';

export const mongodbMemberCutOff: Fault = {
  kind: 'mongodb member cut off',
  description: 'Every packet to and from one member of the replica set is dropped; mostly the primary.',
  part: 'mongodb',
  mustRecover: 'meanwhile',
  goalMs: 15_000,
  atLeastMs: 7000,
  needsIsolation: true,
  inject: async ({ mongodb, isolation }, random) => {
    const primary = await mongodb.primary();
    const victim = random.chance(0.7) ? primary : random.pick(mongodb.nodes);
    const host = isolation?.memberHosts[mongodb.nodes.indexOf(victim)];
    if (isolation === undefined || host === undefined)
      throw new Error('members have no network of their own');
    const { network, memberHosts } = isolation;
    const others = memberHosts.filter(other => other !== host).map(({ address }) => address);
    await network.cut(host, [...others, network.ownAddress]);
    const role = victim === primary ? 'primary' : 'secondary';
    return { victims: [`${victim.name} (${role})`], heal: () => network.mend(host) };
  },
};
