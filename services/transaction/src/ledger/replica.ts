import { ProblemError } from '@fintech/contracts';
import type { Applied, AppliedBatch, Command, Ledger, LedgerOptions } from '@fintech/ledger';
import type {
  Clock,
  CommandLog,
  EntryStore,
  IdSource,
  LogRecord,
  LogSubscription,
  SnapshotStore,
} from '@fintech/ports';
import { AuditSchedule } from './audit-schedule.ts';
import { BalanceFeed } from './balance-feed.ts';
import { type Chance, chanceFrom } from './chance.ts';
import { assertOwnLog } from './own-log.ts';
import { Projector, type Unwritten } from './projector.ts';
import { toAppliedRecord } from './rows.ts';
import { Sequencer, sweepMs } from './sequencer.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import { restoreLedger } from './snapshots.ts';
import { TickSchedule, type Ticks } from './tick-schedule.ts';
import { untilAvailable } from './until-available.ts';

export interface ReplicaOptions {
  readonly commandLog: CommandLog;
  readonly entryStore: EntryStore;
  readonly snapshotStore: SnapshotStore;
  readonly clock: Clock;
  readonly idSource: IdSource;
  readonly ledger: LedgerOptions;
  /** Commands that wait for their answer before new ones are refused with `overloaded` (rule R11). */
  readonly maxPending: number;
  /** Commands that wait to be written to the read model before new ones are refused (rule R11). Default 200,000. */
  readonly maxBacklog?: number;
  readonly answerWithinMs: number;
  /** Default `on_demand`. */
  readonly ticks?: Ticks;
  /** Commands between two snapshots. */
  readonly snapshotEvery: number;
  /** Called once when the replica can no longer be trusted (rule R17). Nothing is answered afterwards. */
  readonly onHalt: (error: unknown) => void;
  readonly onWarning: (message: string) => void;
}

/** A command as the service gives it: the replica adds id, time and deadline. */
type Unstamped<C> = C extends Command ? Omit<C, 'id' | 'time' | 'notAfter'> : never;
export type CommandBody = Unstamped<Command>;

/** How much ledger time a command has to reach the log (rule R3), in milliseconds. */
const lifetimeMs = 30_000;

const defaultMaxBacklog = 200_000;
const crowdedRetrySeconds = 5;
/** How long a clean stop waits for the read model, in milliseconds. */
const drainedWithinMs = 10_000;

/**
 * One replica of the ledger: follows the log, applies every record, answers those who wait, and feeds the read model.
 * Any number of replicas may follow the same log; none of them is special.
 */
export class Replica {
  readonly feed = new BalanceFeed();
  readonly #options: ReplicaOptions;
  readonly #ledger: Ledger;
  readonly #sequencer: Sequencer;
  readonly #projector: Projector;
  readonly #snapshots: SnapshotKeeper;
  readonly #chance: Chance;
  readonly #maxBacklog: number;
  readonly #audits: AuditSchedule;
  readonly #ticks: TickSchedule;
  readonly #sweeps: NodeJS.Timeout;
  #subscription: LogSubscription | undefined;
  /** Records before this offset are in the read model; replays are compared with it (rule R15). */
  #projectedTo: number;
  /** Whether all that was in the log at the start is applied. */
  #isCaughtUp = false;
  #halted = false;

  private constructor(
    options: ReplicaOptions,
    ledger: Ledger,
    projectedTo: number,
    projectedPosition: number,
  ) {
    const { entryStore, snapshotStore, maxBacklog = defaultMaxBacklog, onWarning } = options;
    this.#options = options;
    this.#ledger = ledger;
    this.#projectedTo = projectedTo;
    this.#maxBacklog = maxBacklog;
    this.#chance = chanceFrom(options.idSource);
    this.#ticks = new TickSchedule(options.ticks ?? 'on_demand', this.#chance);
    this.#audits = new AuditSchedule(this.#chance, ledger.position);
    this.#projector = new Projector({
      store: entryStore,
      position: projectedPosition,
      maxBacklog,
      chance: this.#chance,
      onFailure: error => this.#halt(error),
      onWarning,
    });
    this.#snapshots = new SnapshotKeeper({
      store: snapshotStore,
      ledger,
      ledgerOptions: options.ledger,
      projector: this.#projector,
      every: options.snapshotEvery,
      onWarning,
    });
    this.#sequencer = new Sequencer({
      ...options,
      log: options.commandLog,
      // Once ledger time has passed it, whoever asks can be told whether the command was carried out or never will be.
      onUnknown: notAfter => this.#ticks.awaitTime(notAfter),
    });
    this.#sweeps = setInterval(() => this.#sweep(), sweepMs);
    this.#sweeps.unref();
  }

  /**
   * Resolves when the replica has applied all that was in the log, and the log has its genesis record. Waits for stores
   * that do not answer. Rejects when it cannot go on, also when the log has lost records that are in the read model.
   */
  static async start(options: ReplicaOptions): Promise<Replica> {
    const { entryStore, snapshotStore, onWarning } = options;
    const { nextOffset, position } = await waitingFor(options, () => entryStore.checkpoint());
    const restore = () =>
      restoreLedger(snapshotStore, options.ledger, nextOffset, offset =>
        onWarning(`the snapshot at offset ${offset} cannot be read and is passed over`),
      );
    const ledger = await waitingFor(options, restore);
    if (nextOffset > 0) {
      const [digest] = await waitingFor(options, () => entryStore.digests(0, 1));
      const chain = digest?.offset === 0 ? digest.chain : undefined;
      await assertOwnLog(options.commandLog, options.ledger, { ledgerId: ledger.ledgerId, chain });
    }
    const replica = new Replica(options, ledger, nextOffset, position);
    try {
      await replica.#catchUp();
    } catch (error) {
      await replica.#stop();
      throw error;
    }
    return replica;
  }

  async #catchUp(): Promise<void> {
    const ledger = this.#ledger;
    this.#subscription = this.#options.commandLog.subscribe(ledger.nextOffset, records =>
      this.#follow(records),
    );
    await this.#subscription.caughtUp;
    this.#isCaughtUp = true;
    if (ledger.nextOffset < this.#projectedTo) {
      throw new Error(
        `the log ends before record ${ledger.nextOffset}, the read model before ${this.#projectedTo}`,
      );
    }
    // Whoever starts with much still to be written would only refuse what comes.
    await this.#projector.room(this.#maxBacklog / 2);
    if (ledger.position === 0)
      await this.submit({ kind: 'genesis', ledgerId: this.#options.idSource.next() });
    this.#snapshots.offer();
  }

  get ledger(): Pick<
    Ledger,
    'ledgerId' | 'account' | 'position' | 'time' | 'chain' | 'nextOffset' | 'totals' | 'accountCount'
  > {
    return this.#ledger;
  }

  get pending(): number {
    return this.#sequencer.pending;
  }

  /** Records that are not in the read model yet. */
  get projectionLag(): number {
    return this.#projector.lag;
  }

  /** Commands in those records. */
  get projectionBacklog(): number {
    return this.#projector.backlog;
  }

  get halted(): boolean {
    return this.#halted;
  }

  /** Whether the read model is not being written: what needs it cannot be answered now. */
  get projectionStalled(): boolean {
    return this.#projector.stalled;
  }

  /**
   * Appends a command and resolves with what became of it, once that is durable and applied.
   *
   * @throws ProblemError `overloaded` and `unavailable`, nothing was appended; `outcome_unknown`
   */
  submit(
    body: CommandBody,
    options: { readonly id?: string; readonly annotation?: string } = {},
  ): Promise<Applied> {
    if (this.#halted) return Promise.reject(new ProblemError('unavailable'));
    if (this.#projector.crowded)
      return Promise.reject(new ProblemError('overloaded', { retryAfterSeconds: crowdedRetrySeconds }));
    // Ledger time never goes back, so a clock that jumped back must not make fresh commands look expired.
    const time = Math.max(this.#options.clock.now(), this.#ledger.time);
    const id = options.id ?? this.#options.idSource.next();
    return this.#sequencer.submit({ ...body, id, time, notAfter: time + lifetimeMs }, options.annotation);
  }

  /**
   * Resolves to whether everything up to `position` is visible in the read model within `timeoutMs`. It resolves to false
   * at once when that cannot be waited for: in an outage of the store, and when the replica has halted.
   */
  visible(position: number, timeoutMs: number): Promise<boolean> {
    if (this.#halted) return Promise.resolve(false);
    return this.#projector.waitFor(position, timeoutMs);
  }

  /** What is known of an applied command that is not in the read model yet; undefined once it is. */
  unwritten(position: number): Unwritten | undefined {
    return this.#projector.unwritten(position);
  }

  /** Waits for what is under way, saves a snapshot, and stops following the log. The log itself stays open. */
  async close(): Promise<void> {
    this.#projector.release();
    await this.#subscription?.close();
    this.#sequencer.abandonAll();
    const drained = await this.#projector.drained(drainedWithinMs);
    if (drained && !this.#halted) await this.#snapshots.saveNow();
    await this.#stop();
  }

  /** Ends whatever would go on by itself. */
  async #stop(): Promise<void> {
    clearInterval(this.#sweeps);
    await this.#projector.close();
    await this.#subscription?.close();
    await this.#snapshots.idle();
  }

  async #follow(records: readonly LogRecord[]): Promise<void> {
    try {
      const first = records[0];
      if (first !== undefined && first.offset < this.#projectedTo) await this.#replay(records);
      else for (const record of records) this.#advance(record);
      this.#snapshots.offer();
      // Others may append more than this replica lets in itself. It falls behind then, rather than run out of memory.
      if (this.#projector.crowded) await this.#projector.room(2 * this.#maxBacklog);
    } catch (error) {
      this.#halt(error);
      throw error;
    }
  }

  #advance(record: LogRecord): void {
    // The log goes on when it was the read model that failed.
    if (this.#halted) return;
    const batch = this.#ledger.applyRecord(record.offset, record.bytes);
    this.#projector.add(toAppliedRecord(this.#ledger, batch));
    this.#sequencer.settle(batch);
    this.feed.publish(this.#ledger, batch);
    this.#audits.observe(batch);
    this.#auditWhenDue();
  }

  /** What happens four times a second, whatever else does. */
  #sweep(): void {
    this.#sequencer.expire();
    if (this.#halted || !this.#isCaughtUp) return;
    this.#audits.sweep();
    this.#auditWhenDue();
    if (this.#ticks.sweep(this.#ledger)) this.submit({ kind: 'tick' }).catch(() => undefined);
  }

  /** One that is lost does no harm: the next one states the same and more. */
  #auditWhenDue(): void {
    const { position, nextOffset, chain } = this.#ledger;
    if (!this.#isCaughtUp || !this.#audits.isDue(position)) return;
    this.#audits.begin(position);
    this.submit({ kind: 'audit', nextOffset, chain }).catch(() => undefined);
  }

  /** Applies records whose outcomes are known already, and halts where they come out differently. */
  async #replay(records: readonly LogRecord[]): Promise<void> {
    const first = records[0]?.offset ?? 0;
    const { entryStore } = this.#options;
    const digests = await waitingFor(this.#options, () => entryStore.digests(first, records.length));
    const chains = new Map(digests.map(digest => [digest.offset, digest.chain]));
    for (const record of records) {
      if (record.offset >= this.#projectedTo) this.#advance(record);
      else
        assertSameOutcome(this.#ledger.applyRecord(record.offset, record.bytes), chains.get(record.offset));
    }
  }

  #halt(error: unknown): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#projector.release();
    this.#sequencer.abandonAll();
    this.#options.onHalt(error);
  }
}

/** Sits out the outage of a store that is needed to start. */
function waitingFor<Result>(
  { idSource, onWarning }: ReplicaOptions,
  call: () => Promise<Result>,
): Promise<Result> {
  return untilAvailable(call, {
    chance: chanceFrom(idSource),
    signal: new AbortController().signal,
    onFailure: ({ message }) => onWarning(`a store that is needed to start does not answer: ${message}`),
  });
}

function assertSameOutcome(batch: AppliedBatch, storedChain: string | undefined): void {
  if (storedChain === undefined || storedChain === batch.chain) return;
  throw new Error(
    `record ${batch.offset} was decided differently before: stored ${storedChain}, now ${batch.chain}`,
  );
}
