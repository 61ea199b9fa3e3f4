import { ProblemError } from '@fintech/contracts';
import {
  type Applied,
  type AppliedBatch,
  type Id,
  type Ledger,
  logicVersions,
  type OutcomeCode,
} from '@fintech/ledger';
import type { LogRecord, LogSubscription } from '@fintech/ports';
import { BalanceFeed } from './balance-feed.ts';
import { chanceFrom } from './chance.ts';
import type { CommandBody } from './command-body.ts';
import { OwnCommands } from './own-commands.ts';
import { assertOwnLog } from './own-log.ts';
import { Projector, type Unwritten } from './projector.ts';
import type { ReplicaOptions } from './replica-options.ts';
import { toAppliedRecord } from './rows.ts';
import { Sequencer, sweepMs } from './sequencer.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import { restoreLedger } from './snapshots.ts';
import { untilAvailable } from './until-available.ts';

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
  readonly #maxBacklog: number;
  readonly #own: OwnCommands;
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
    const chance = chanceFrom(options.idSource);
    this.#options = options;
    this.#ledger = ledger;
    this.#projectedTo = projectedTo;
    this.#maxBacklog = maxBacklog;
    this.#projector = new Projector({
      store: entryStore,
      position: projectedPosition,
      maxBacklog,
      chance,
      onFailure: error => this.#halt(error),
      onWarning,
    });
    this.#snapshots = new SnapshotKeeper({
      store: snapshotStore,
      ledger,
      ledgerOptions: options.ledger,
      projector: this.#projector,
      every: options.snapshotEvery,
      chance,
      readSnapshot: options.readSnapshot,
      onWarning,
    });
    this.#sequencer = new Sequencer({
      ...options,
      log: options.commandLog,
      // Once ledger time has passed it, whoever asks can be told whether the command was carried out or never will be.
      onUnknown: notAfter => this.#own.awaitTime(notAfter),
    });
    this.#own = new OwnCommands({ ...options, ledger, sequencer: this.#sequencer, chance });
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
    if (ledger.position === 0) await this.#found();
    if (this.#own.clock.isBehind(ledger)) await this.#leadOn();
    this.#snapshots.offer();
  }

  /** A new ledger has the newest logic from its first record on, so that no command is ever decided by an older one. */
  async #found(): Promise<void> {
    const ledgerId = this.#options.idSource.next();
    await Promise.all([
      this.submit({ kind: 'genesis', ledgerId }),
      this.submit({ kind: 'set_logic', version: logicVersions.newest }),
    ]);
  }

  /** Ledger time is far behind. Before this replica leads it on, it listens whether others say otherwise. */
  async #leadOn(): Promise<void> {
    while (this.#own.clock.isAsking(this.#ledger)) await new Promise(resolve => setTimeout(resolve, sweepMs));
    // It is a mere courtesy to those who come first: whatever is appended later leads on as well.
    await this.submit({ kind: 'tick' }).catch(() => undefined);
  }

  get ledger(): Pick<
    Ledger,
    | 'ledgerId'
    | 'logicVersion'
    | 'replicas'
    | 'account'
    | 'position'
    | 'time'
    | 'chain'
    | 'nextOffset'
    | 'totals'
    | 'accountCount'
    | 'positionOfKey'
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
    options: { readonly id?: Id; readonly annotation?: string } = {},
  ): Promise<Applied> {
    if (this.#halted) return Promise.reject(new ProblemError('unavailable'));
    if (this.#projector.crowded)
      return Promise.reject(new ProblemError('overloaded', { retryAfterSeconds: crowdedRetrySeconds }));
    return this.#sequencer.submit(this.#own.stamp(body, options.id), options.annotation);
  }

  /**
   * Asks the ledger to decide by another version of its logic from now on (rule R8). Resolves to what it decided:
   * `applied`, `logic_not_newer`, or `logic_not_supported` as long as some replica lacks that version.
   *
   * @throws RangeError when this build lacks it; ProblemError as {@link submit}
   */
  async switchLogic(version: number): Promise<OutcomeCode> {
    if (version > logicVersions.newest)
      throw new RangeError(`this build has the logic up to version ${logicVersions.newest} only`);
    return (await this.submit({ kind: 'set_logic', version })).code;
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
      // What is replayed at the start is saved once, at the end.
      if (this.#isCaughtUp) this.#snapshots.offer();
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
    const isOwn = this.#sequencer.settle(batch);
    this.feed.publish(this.#ledger, batch);
    if (this.#isCaughtUp) this.#own.observe(batch, isOwn);
  }

  /** What happens four times a second, whatever else does. */
  #sweep(): void {
    this.#sequencer.expire();
    if (this.#isCaughtUp && !this.#halted) this.#own.sweep();
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
