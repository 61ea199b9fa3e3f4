import { type AdapterMutant, inFile } from './suites.ts';

const notConfirmed = 'is not confirmed, not even when the same call comes again and changes nothing';

/** Bugs of the sessions on Redis. */
export const redisMutants: readonly AdapterMutant[] = [
  ...inFile('packages/adapter-redis/src/session-store.ts', [
    {
      name: 'a token is compared, then set, without the script that does both in one step',
      find: 'const [kind, family] = toList(await this.#replicated.run(scripts.rotate, ...args));',
      replace: `const found = await this.family(familyId);
    if (found?.generation === presented && found.revokedAt === undefined) {
      const next = { generation: presented + 1, rotatedAt: now, lastSeenAt: now, address };
      const fields = Object.entries(next).flat();
      await this.#plain.command('HSET', \`\${this.#prefix}family:\${familyId}\`, ...fields);
      return { kind: 'rotated', family: { ...found, ...next } };
    }
    const [kind, family] = toList(await this.#replicated.run(scripts.rotate, ...args));`,
      suite: 'many processes',
      test: 'rotate once among 64 calls at the same time',
    },
  ]),
  ...inFile('packages/adapter-redis/src/scripts/rotate.lua', [
    {
      name: 'an old refresh token is taken for the present one',
      find: 'if tonumber(presented) == generation then',
      replace: 'if tonumber(presented) <= generation then',
      suite: 'many processes',
      test: 'rotate once among 64 calls at the same time',
    },
    {
      name: 'the reuse of an old refresh token does not end its family',
      find: "  revokeFamily(id, family, 'reuse', now)\n",
      replace: '',
      suite: 'sessions',
      test: 'takes an older one for reuse and revokes the family in the same step',
    },
  ]),
  ...inFile('packages/adapter-redis/src/connection/replicated-writes.ts', [
    {
      name: 'a revocation is confirmed when the master alone has it, without WAIT',
      find: 'if (this.#replicas > 0) {',
      replace: 'if (this.#replicas > 99) {',
      suite: 'replication',
      test: notConfirmed,
    },
  ]),
];
