import {
  SeededRandom,
  SimulatedDocumentStore,
  SimulatedEntryStore,
  SimulatedEventBus,
  SimulatedLog,
  VirtualTime,
} from '@fintech/testkit/simulator';
import { genesisOf } from './foreign-records.ts';
import { ledgerOptions, type Person } from './settings.ts';
import { SimulatedNode } from './simulated-node.ts';
import { Violations } from './violations.ts';
import { Witness } from './witness.ts';

export interface WorldOptions {
  readonly replicas: number;
  readonly people: number;
  /** Whether the log was begun by a build that knew the first version of the logic alone. Default false. */
  readonly isOld?: boolean;
}

/** Everything one history consists of. */
export class World {
  readonly time: VirtualTime;
  readonly random: SeededRandom;
  readonly violations = new Violations();
  readonly witness: Witness;
  readonly log: SimulatedLog;
  readonly entryStore: SimulatedEntryStore;
  readonly documentStore = new SimulatedDocumentStore();
  readonly eventBus: SimulatedEventBus;
  readonly nodes: readonly SimulatedNode[];
  readonly people: readonly Person[];
  /** Whether the world is being damaged beyond what must be survived: halting is right from then on. */
  sabotaged = false;

  constructor(seed: number, { replicas, people, isOld = false }: WorldOptions) {
    this.random = new SeededRandom(seed);
    this.time = new VirtualTime(this.random);
    this.witness = new Witness(ledgerOptions, this.violations);
    this.log = new SimulatedLog(this.time, record => {
      if (!this.sabotaged) this.witness.read(record);
    });
    if (isOld) this.log.appendForeign(genesisOf(this.random.id(), this.time.now));
    this.entryStore = new SimulatedEntryStore(records => {
      if (!this.sabotaged) this.witness.compare(records);
    });
    this.eventBus = new SimulatedEventBus(event => {
      if (!this.sabotaged) this.witness.hear(event);
    });
    this.people = Array.from({ length: people }, (_, n) => ({
      id: this.random.id(),
      username: `user${n}`,
    }));
    this.nodes = Array.from({ length: replicas }, (_, n) => new SimulatedNode(this, `replica ${n}`));
  }

  /** Runs the world until `condition` holds or something is violated. Resolves to whether it came to hold in time. */
  run(condition: () => boolean, limitMs: number): Promise<boolean> {
    const over = () => {
      for (const node of this.nodes) node.checkBounds();
      return this.violations.found.length > 0 || condition();
    };
    return this.time.runUntil(over, limitMs);
  }
}
