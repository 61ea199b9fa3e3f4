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
import { BalanceFeed } from './balance-feed.ts';
import { Projector } from './projector.ts';
import { toAppliedRecord } from './rows.ts';
import { Sequencer, sweepMs } from './sequencer.ts';
import { restoreLedger, saveSnapshot } from './snapshots.ts';

export interface ReplicaOptions {
  readonly commandLog: CommandLog;
  readonly entryStore: EntryStore;
  readonly snapshotStore: SnapshotStore;
  readonly clock: Clock;
  readonly idSource: IdSource;
  readonly ledger: LedgerOptions;
  readonly maxPending: number;
  readonly answerWithinMs: number;
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

/** Commands between two statements of the hash chain in the log. */
const auditEvery = 10_000;

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
  readonly #expiry: NodeJS.Timeout;
  #subscription: LogSubscription | undefined;
  /** Records before this offset are in the read model; replays are compared with it (rule R15). */
  #projectedTo: number;
  #snapshotPosition: number;
  #auditPosition: number;
  #halted = false;

  private constructor(
    options: ReplicaOptions,
    ledger: Ledger,
    projectedTo: number,
    projectedPosition: number,
  ) {
    this.#options = options;
    this.#ledger = ledger;
    this.#projectedTo = projectedTo;
    this.#snapshotPosition = ledger.position;
    this.#auditPosition = ledger.position;
    this.#projector = new Projector(options.entryStore, projectedPosition, error => this.#halt(error));
    this.#sequencer = new Sequencer({ ...options, log: options.commandLog });
    this.#expiry = setInterval(() => this.#sequencer.expire(), sweepMs);
    this.#expiry.unref();
  }

  /**
   * Resolves when the replica has applied all that was in the log, and the log has its genesis record. Rejects when it
   * cannot, also when the log has lost records that are in the read model.
   */
  static async start(options: ReplicaOptions): Promise<Replica> {
    const { nextOffset, position } = await options.entryStore.checkpoint();
    const ledger = await restoreLedger(options.snapshotStore, options.ledger, nextOffset, offset =>
      options.onWarning(`the snapshot at offset ${offset} cannot be read and is passed over`),
    );
    const replica = new Replica(options, ledger, nextOffset, position);
    replica.#subscription = options.commandLog.subscribe(ledger.nextOffset, records =>
      replica.#follow(records),
    );
    await replica.#subscription.caughtUp;
    if (ledger.nextOffset < nextOffset) {
      throw new Error(`the log ends before record ${ledger.nextOffset}, the read model before ${nextOffset}`);
    }
    if (ledger.position === 0) await replica.submit({ kind: 'genesis', ledgerId: options.idSource.next() });
    await replica.#snapshotWhenDue();
    return replica;
  }

  get ledger(): Pick<
    Ledger,
    'account' | 'position' | 'time' | 'chain' | 'nextOffset' | 'totals' | 'accountCount'
  > {
    return this.#ledger;
  }

  get pending(): number {
    return this.#sequencer.pending;
  }

  get projectionLag(): number {
    return this.#projector.lag;
  }

  get halted(): boolean {
    return this.#halted;
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
    // Ledger time never goes back, so a clock that jumped back must not make fresh commands look expired.
    const time = Math.max(this.#options.clock.now(), this.#ledger.time);
    const id = options.id ?? this.#options.idSource.next();
    return this.#sequencer.submit({ ...body, id, time, notAfter: time + lifetimeMs }, options.annotation);
  }

  /**
   * Resolves to whether everything up to `position` is visible in the read model within `timeoutMs`.
   *
   * @throws ProblemError `unavailable` when the replica has halted
   */
  visible(position: number, timeoutMs: number): Promise<boolean> {
    if (this.#halted) return Promise.reject(new ProblemError('unavailable'));
    return this.#projector.waitFor(position, timeoutMs);
  }

  /** Waits for what is under way, saves a snapshot, and stops following the log. The log itself stays open. */
  async close(): Promise<void> {
    clearInterval(this.#expiry);
    await this.#subscription?.close();
    this.#sequencer.abandonAll();
    await this.#projector.drained();
    if (!this.#halted && this.#ledger.position > this.#snapshotPosition) await this.#saveSnapshot();
  }

  async #follow(records: readonly LogRecord[]): Promise<void> {
    try {
      const first = records[0];
      if (first !== undefined && first.offset < this.#projectedTo) await this.#replay(records);
      else for (const record of records) this.#advance(record);
      await this.#snapshotWhenDue();
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
    this.#auditWhenDue();
  }

  /**
   * States the hash chain in the log itself, so that every other replica, and every later replay, is held against it
   * (rule R5). One that is lost does no harm; the next one states the same and more.
   */
  #auditWhenDue(): void {
    const { position, nextOffset, chain } = this.#ledger;
    if (position - this.#auditPosition < auditEvery) return;
    this.#auditPosition = position;
    this.submit({ kind: 'audit', nextOffset, chain }).catch(() => undefined);
  }

  /** Applies records whose outcomes are known already, and halts where they come out differently. */
  async #replay(records: readonly LogRecord[]): Promise<void> {
    const first = records[0]?.offset ?? 0;
    const digests = await this.#options.entryStore.digests(first, records.length);
    const chains = new Map(digests.map(digest => [digest.offset, digest.chain]));
    for (const record of records) {
      if (record.offset >= this.#projectedTo) this.#advance(record);
      else
        assertSameOutcome(this.#ledger.applyRecord(record.offset, record.bytes), chains.get(record.offset));
    }
  }

  async #snapshotWhenDue(): Promise<void> {
    if (this.#ledger.position - this.#snapshotPosition >= this.#options.snapshotEvery)
      await this.#saveSnapshot();
  }

  /** A snapshot beyond the read model's checkpoint would be of no use at the next start, so that comes first. */
  async #saveSnapshot(): Promise<void> {
    this.#snapshotPosition = this.#ledger.position;
    await this.#projector.drained();
    await saveSnapshot(this.#options.snapshotStore, this.#options.ledger, this.#ledger);
  }

  #halt(error: unknown): void {
    if (this.#halted) return;
    this.#halted = true;
    this.#sequencer.abandonAll();
    this.#options.onHalt(error);
  }
}

function assertSameOutcome(batch: AppliedBatch, storedChain: string | undefined): void {
  if (storedChain === undefined || storedChain === batch.chain) return;
  throw new Error(
    `record ${batch.offset} was decided differently before: stored ${storedChain}, now ${batch.chain}`,
  );
}
