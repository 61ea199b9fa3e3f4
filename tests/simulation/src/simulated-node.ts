import { ProblemError } from '@fintech/contracts';
import { Ledger } from '@fintech/ledger';
import { PortError } from '@fintech/ports';
import { SimulatedClock, type SimulatedProcess, SimulatedSnapshotDisk } from '@fintech/testkit/simulator';
import {
  type RunningTransactionService,
  startTransactionService,
  TransactionPublisher,
  type TransactionPublisherOptions,
} from '@fintech/transaction';
import { ledgerOptions } from './settings.ts';
import type { World } from './world.ts';

const maxPending = 12;
/** A snapshot is rebuilt while the process goes on. */
const readLatency = [0, 20] as const;
const maxBacklog = 40;
/** Others may bring as much again, what is delivered at once, and ticks that lead ledger time on by six hours each. */
const largestBacklog = 2 * maxBacklog + 80 + 3 * 72;

/**
 * One machine: its clock and its disk last, its process is killed and started again. A process whose replica or log
 * halts lives on for a moment, in which it must not answer anything, and is then replaced.
 */
export class SimulatedNode {
  readonly name: string;
  readonly clock: SimulatedClock;
  readonly snapshots: SimulatedSnapshotDisk;
  readonly #world: World;
  #process: SimulatedProcess;
  #service: RunningTransactionService | undefined;
  #publisher: TransactionPublisher | undefined;
  /** Where the ledger stood when the replica halted. */
  #haltedAt: number | undefined;
  #haltReason: unknown;

  constructor(world: World, name: string) {
    this.name = name;
    this.#world = world;
    this.clock = new SimulatedClock(world.time);
    this.snapshots = new SimulatedSnapshotDisk(world.time);
    this.#process = world.time.spawn(name);
    this.#boot(this.#process);
  }

  get process(): SimulatedProcess {
    return this.#process;
  }

  /** Undefined until the process can serve. */
  get service(): RunningTransactionService | undefined {
    return this.#process.alive ? this.#service : undefined;
  }

  get isServing(): boolean {
    return this.service !== undefined && this.#haltReason === undefined;
  }

  /** Why the present process does not go on; undefined while it does. */
  get haltReason(): unknown {
    return this.#haltReason;
  }

  /** Kills the process; a new one comes up after a while. */
  crash(downMs: number): void {
    this.#process.kill();
    this.#restartAfter(downMs);
  }

  /** Starts a new process at once, whatever the old one does. */
  restart(): void {
    this.#process.kill();
    this.#process = this.#world.time.spawn(this.name);
    this.#service = undefined;
    this.#haltedAt = undefined;
    this.#haltReason = undefined;
    this.#boot(this.#process);
  }

  /** Stops the process the way a deployment does. */
  shutDown(): void {
    const { service } = this;
    const process = this.#process;
    if (service === undefined) return;
    const publisher = this.#publisher;
    this.#service = undefined;
    this.#world.time.after(0, process, () => {
      const replace = () => this.#replace(process, 50);
      const stop = async () => {
        await publisher?.[Symbol.asyncDispose]();
        await service[Symbol.asyncDispose]();
      };
      stop().then(replace, replace);
    });
  }

  /** Whether the present process may give an answer with this position now (I15, R10). */
  checkAnswer(position: number, { replica }: RunningTransactionService): void {
    const { violations, witness } = this.#world;
    const applied = replica.ledger.position;
    violations.check(
      position <= witness.ledger.position && position <= applied,
      'R10',
      () => `${this.name} answers with ${position}, has applied ${applied}`,
    );
    const haltedAt = this.#haltedAt ?? Number.POSITIVE_INFINITY;
    violations.check(position <= haltedAt, 'I15', () => `${this.name} answers ${position} after its halt`);
  }

  checkBounds(): void {
    const { pending = 0, projectionBacklog = 0 } = this.service?.replica ?? {};
    this.#world.violations.check(
      pending <= maxPending && projectionBacklog <= largestBacklog,
      'I16',
      () => `${this.name} has ${pending} commands pending, ${projectionBacklog} to be written`,
    );
  }

  #boot(process: SimulatedProcess): void {
    const { time, log, random, people } = this.#world;
    const onHalt = (reason: unknown) => this.#onHalt(process, reason);
    time.after(0, process, () => {
      const stores = {
        commandLog: log.connect(process, onHalt),
        entryStore: this.#world.entryStore.connect(process),
        documentStore: this.#world.documentStore.connect(process),
        onWarning: (message: string) => time.trace(`${this.name}: ${message}`),
      };
      const starting = startTransactionService({
        ...stores,
        snapshotStore: this.snapshots.mount(process),
        clock: this.clock,
        idSource: { next: () => random.id() },
        ledger: ledgerOptions,
        maxPending,
        maxBacklog,
        answerWithinMs: 2000,
        replicas: this.#world.nodes.length > 1 ? 'many' : 'one',
        snapshotEvery: { commands: 20, records: 15 },
        readSnapshot: (options, bytes) => process.call(readLatency, () => Ledger.restore(options, bytes)),
        onHalt: reason => {
          this.#haltedAt ??= this.#service?.replica.ledger.position;
          onHalt(reason);
        },
        eventBus: silentBus,
        identity: directoryOf(people),
        mode: 'sandbox',
        defaultCurrency: 'EUR',
      });
      starting.then(
        service => this.#started(process, service, stores),
        error => this.#onHalt(process, error),
      );
    });
  }

  #started(
    process: SimulatedProcess,
    service: RunningTransactionService,
    stores: Omit<TransactionPublisherOptions, 'eventBus' | 'replica' | 'holder'>,
  ): void {
    if (process !== this.#process || !process.alive) return;
    this.#publisher = new TransactionPublisher({
      ...stores,
      eventBus: this.#world.eventBus.connect(process),
      replica: service.replica,
      holder: this.#world.random.id(),
    });
    this.#world.time.trace(`${this.name} serves`);
    this.#service = service;
  }

  #onHalt(process: SimulatedProcess, reason: unknown): void {
    if (process !== this.#process) return;
    this.#haltReason ??= reason;
    this.#world.time.trace(`${this.name} halts: ${reason}`);
    const { violations, sabotaged } = this.#world;
    violations.check(
      sabotaged || isSurvivable(reason),
      'I4',
      () => `${this.name} halted: ${explain(reason)}`,
    );
    if (!sabotaged) this.#replace(process, this.#world.random.between(0, 600));
  }

  #replace(process: SimulatedProcess, afterMs: number): void {
    this.#world.time.after(afterMs, undefined, () => {
      if (process === this.#process) this.restart();
    });
  }

  #restartAfter(downMs: number): void {
    this.#replace(this.#process, downMs);
  }
}

/**
 * Faults of the log, and a read model that went back, may stop a process. A store that only fails to answer may not, and
 * a wrong ledger must not come up without sabotage.
 */
function isSurvivable(reason: unknown): boolean {
  if (reason instanceof PortError) return reason.code !== 'log_corrupt' && !reason.canRetry;
  return reason instanceof ProblemError && reason.code === 'outcome_unknown';
}

function explain(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  return reason.cause === undefined
    ? String(reason.stack)
    : `${reason.stack} because ${explain(reason.cause)}`;
}

const silentBus = {
  publish: async () => {},
  subscribe: () => ({ close: async () => {} }),
  drained: async () => {},
};

function directoryOf(people: World['people']) {
  return {
    findUser: async (username: string) => people.find(person => person.username === username),
    users: async (ids: readonly string[]) =>
      new Map(people.filter(({ id }) => ids.includes(id)).map(person => [person.id, person])),
  };
}
