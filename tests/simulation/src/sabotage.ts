import { foreignRecord, genesisOf } from './foreign-records.ts';
import type { World } from './world.ts';

/**
 * Damage that nothing can survive, so that a replica must refuse to go on (I15). Each leaves the replicas what they
 * need to notice it, as the comment says.
 */
const sabotages: Readonly<Record<string, (world: World) => void>> = {
  /** A record in the middle is missing, and only the offsets tell (R4). */
  gap: world => {
    forgetSnapshots(world);
    world.entryStore.lose();
    world.log.dropRecord(world.random.between(1, world.log.end - 2));
  },
  /** Old bytes were changed: the read model remembers another hash (R15). */
  tampered: world => {
    forgetSnapshots(world);
    const offset = world.random.between(1, world.log.end - 1);
    world.log.tamper(offset, turnLastBit);
  },
  /** Bytes of a version that does not exist: halting beats guessing (R8). */
  newer_record: world => {
    forgetSnapshots(world);
    world.log.tamper(world.log.end - 1, bytes => bytes.with(0, 99));
  },
  /** The log of another ledger stands under the name of ours: only its first record tells (R14). */
  foreign_log: world => world.log.tamper(0, () => genesisOf(world.random.id())),
  /** Acknowledged records at the end are gone: the read model is ahead of the log. */
  truncated: ({ log, entryStore, random }) => {
    // What was on its way when the processes died is not in the read model.
    const notRead = log.end - entryStore.checkpoint.nextOffset;
    log.truncate(notRead + random.between(1, 3));
  },
  /** The same, and the read model is gone too: an audit of a replica that has seen them tells (R5). */
  audited: world => {
    const { log, entryStore, random } = world;
    forgetSnapshots(world);
    entryStore.lose();
    const offset = random.between(Math.max(2, log.end - 200), log.end - 1);
    log.appendForeign(auditOf(world, offset));
    log.tamper(random.between(1, offset - 1), turnLastBit);
  },
};

const arrivalMs = 100;
const noticeLimitMs = 5000;

/** Breaks something for good and restarts everything. Resolves to a problem when a replica did not notice. */
export async function sabotage(world: World): Promise<string | undefined> {
  const name = world.random.pick(Object.keys(sabotages));
  // What the processes have sent, a snapshot for example, arrives before anything is damaged.
  for (const node of world.nodes) node.process.kill();
  await world.run(() => false, arrivalMs);
  world.sabotaged = true;
  world.time.trace(`sabotage: ${name}`);
  sabotages[name]?.(world);
  for (const node of world.nodes) node.restart();
  const noticed = () => world.nodes.every(node => node.haltReason !== undefined);
  return (await world.run(noticed, noticeLimitMs)) ? undefined : `I15 not every replica noticed: ${name}`;
}

function turnLastBit(bytes: Uint8Array): Uint8Array {
  return bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);
}

function forgetSnapshots({ nodes }: World): void {
  for (const node of nodes) node.snapshots.lose(Number.POSITIVE_INFINITY);
}

/** A statement of the hash after the record before `nextOffset`, by somebody who saw the log as it was. */
function auditOf({ witness, random, time }: World, nextOffset: number): Uint8Array {
  const chain = witness.chainAfter(nextOffset - 1) ?? '';
  return foreignRecord(random.id(), time.now, { kind: 'audit', nextOffset, chain });
}
