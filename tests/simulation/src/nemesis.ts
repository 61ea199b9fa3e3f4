import { logicVersions } from '@fintech/ledger';
import { foreignRecord, genesisOf } from './foreign-records.ts';
import { hourMs } from './settings.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** Injects one fault; false when there was nothing to damage. */
type Fault = (world: World, node: SimulatedNode) => boolean;

function always(inject: (world: World, node: SimulatedNode) => void): Fault {
  return (world, node) => {
    inject(world, node);
    return true;
  };
}

/** Every fault that the system must survive, with nothing worse than a late answer. */
const faults: Readonly<Record<string, Fault>> = {
  append_lost: always(({ log }) => log.arm('lost')),
  append_duplicated: always(({ log }) => log.arm('duplicated')),
  append_late: always(({ log }) => log.arm('late')),
  append_answer_lost: always(({ log }) => log.arm('answer_lost')),
  append_answer_late: always(({ log }) => log.arm('answer_late')),
  log_power_lost: always(({ log }) => log.losePower()),
  garbage_record: always(({ log, random }) => log.appendForeign(garbage(random.between(0, 40)))),
  foreign_genesis: always(({ log, random }) => log.appendForeign(genesisOf(random.id()))),
  logic_switched: always(({ time }, { process, service }) => {
    time.after(0, process, () => service?.switchLogic(logicVersions.newest).catch(() => undefined));
  }),
  logic_of_tomorrow: ({ log, random, witness }) => {
    // The first version of the logic would halt at it, as it should.
    if (witness.ledger.logicVersion === 1) return false;
    const version = logicVersions.newest + 1;
    log.appendForeign(foreignRecord(random.id(), 0, { kind: 'set_logic', version }));
    return true;
  },
  process_killed: always(({ random }, node) => node.crash(random.between(0, 1500))),
  process_killed_at_await: always(({ random }, node) => killAtAwait(node, random.between(1, 12))),
  process_paused: always(({ random }, node) => node.process.pause(random.between(100, 12_000))),
  process_shut_down: always((_, node) => node.shutDown()),
  everything_killed: always(({ nodes, random }) => {
    for (const node of nodes) node.crash(random.between(0, 300));
  }),
  snapshot_damaged: (_, node) => node.snapshots.damageNewest() && crashed(node),
  snapshots_lost: ({ random }, node) => node.snapshots.lose(random.between(1, 3)) && crashed(node),
  snapshots_not_saved: always(({ random }, node) => node.snapshots.failSaves(random.between(1, 3))),
  read_model_down: always(({ entryStore, time, random }) => {
    entryStore.setDown(true);
    time.after(random.between(50, 20_000), undefined, () => entryStore.setDown(false));
  }),
  read_model_unreachable: always(({ entryStore, time, random }, { process }) => {
    entryStore.setCutOff(process, true);
    time.after(random.between(50, 20_000), undefined, () => entryStore.setCutOff(process, false));
  }),
  read_model_refuses: always(({ entryStore }) => entryStore.arm('refused')),
  read_model_answer_lost: always(({ entryStore }) => entryStore.arm('answer_lost')),
  read_model_checkpoint_old: always(({ entryStore, random }) =>
    entryStore.rollBackCheckpoint(random.between(1, 12)),
  ),
  read_model_lost: always(({ entryStore }) => entryStore.lose()),
  events_refused: always(({ eventBus }) => eventBus.arm('refused')),
  events_in_part: always(({ eventBus }) => eventBus.arm('in_part')),
  events_answer_lost: always(({ eventBus }) => eventBus.arm('answer_lost')),
  turn_not_noted: always(({ documentStore }) => documentStore.arm('refused')),
  turn_answer_lost: always(({ documentStore }) => documentStore.arm('answer_lost')),
  clock_ahead: always((_, node) => setClock(node, hourMs)),
  clock_behind: always((_, node) => setClock(node, -hourMs)),
  everything_suspended: always(({ time, random }) => time.leap(random.between(1, 5) * hourMs)),
};

export const faultNames = Object.keys(faults);

/** Does damage at random moments, and mends everything in the end. */
export class Nemesis {
  readonly injected = new Map<string, number>();
  readonly #world: World;
  /** Not every history meets every fault: those that meet few go deeper. */
  readonly #chosen: readonly (readonly [string, Fault])[];
  /** Faults still to come: enough to hurt, few enough for work to be done between them. */
  #left: number;

  constructor(world: World) {
    this.#world = world;
    const share = world.random.between(2, 10) / 10;
    const chosen = Object.entries(faults).filter(() => world.random.chance(share));
    this.#chosen = chosen.length > 0 ? chosen : Object.entries(faults);
    this.#left = world.random.between(20, 40);
  }

  get done(): boolean {
    return this.#left === 0;
  }

  async rage(): Promise<void> {
    const { time, random, nodes } = this.#world;
    while (this.#left > 0) {
      await time.sleep(random.between(5, 250));
      const [name, inject] = random.pick(this.#chosen);
      const node = random.pick(nodes);
      if (!inject(this.#world, node)) continue;
      this.injected.set(name, (this.injected.get(name) ?? 0) + 1);
      this.#left -= 1;
      time.trace(`fault ${name} (${node.name})`);
    }
  }

  /** Ends the damage. What is on its way is still on its way. */
  heal(): void {
    const { log, entryStore, eventBus, documentStore, nodes, time } = this.#world;
    time.trace('everything heals');
    log.disarm();
    entryStore.disarm();
    eventBus.disarm();
    documentStore.disarm();
    for (const node of nodes) node.snapshots.failSaves(0);
    for (const node of nodes) {
      node.process.resume();
      node.process.killAtCall(Number.POSITIVE_INFINITY);
      node.clock.correct();
      if (!node.process.alive) node.restart();
    }
  }
}

/** The supervisor brings the process back, as after any other death. */
function killAtAwait(node: SimulatedNode, calls: number): void {
  node.process.killAtCall(calls);
  node.process.onKilled(() => node.crash(200));
}

/** What happened to a snapshot shows only when it is needed. */
function crashed(node: SimulatedNode): true {
  node.crash(100);
  return true;
}

function setClock(node: SimulatedNode, errorMs: number): void {
  node.clock.correct();
  node.clock.jump(errorMs);
}

/** Bytes that are no record, of the version that every build knows. */
function garbage(length: number): Uint8Array {
  return Uint8Array.from({ length: length + 1 }, (_, i) => (i === 0 ? 1 : (i * 37) & 255));
}
