import type { Ledger, LedgerOptions } from '@fintech/ledger';
import type { SnapshotStore } from '@fintech/ports';
import type { Chance } from './chance.ts';
import type { Projector } from './projector.ts';
import type { ReadSnapshot } from './replica-options.ts';
import { saveSnapshot, takeSnapshot } from './snapshots.ts';

/** How much of the log lies between two snapshots at most: whichever is reached first. */
export interface SnapshotInterval {
  readonly commands: number;
  readonly records: number;
}

export interface SnapshotKeeperOptions {
  readonly store: SnapshotStore;
  readonly ledger: Ledger;
  readonly ledgerOptions: LedgerOptions;
  readonly projector: Pick<Projector, 'drained' | 'stalled'>;
  /** Default: {@link defaultInterval}. */
  readonly every: SnapshotInterval | undefined;
  readonly chance: Chance;
  readonly readSnapshot: ReadSnapshot;
  readonly onWarning: (message: string) => void;
}

/**
 * A start replays either in a second or two. A record costs it as much as some five commands, and holds one or two of them
 * where few come at a time.
 */
const defaultInterval: SnapshotInterval = { commands: 500_000, records: 100_000 };
/** Of several replicas one is due first, by up to this share of the interval, and saves the others the work. */
const earlyBy = 0.25;
/** How long a snapshot waits for the read model to come as far, in milliseconds. */
const projectedWithinMs = 30_000;

/**
 * Saves a snapshot now and then, one at a time, while the log goes on, unless another replica has done so. Snapshots only
 * save time at the next start, so one that fails is reported and left to the next occasion.
 */
export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions;
  readonly #every: SnapshotInterval;
  /** Where the interval that runs now began. */
  #begin: Pick<Ledger, 'position' | 'nextOffset'>;
  #savedPosition: number;
  /** How much of the interval is enough for this replica, this time. */
  #enough: number;
  #saving: Promise<void> | undefined;

  constructor(options: SnapshotKeeperOptions) {
    const { position, nextOffset } = options.ledger;
    this.#options = options;
    this.#every = options.every ?? defaultInterval;
    this.#begin = { position, nextOffset };
    this.#savedPosition = position;
    this.#enough = 1 - earlyBy * options.chance();
  }

  /** Starts a snapshot when one is due. */
  offer(): void {
    if (this.#saving !== undefined || !this.#isDue()) return;
    this.#saving = this.#saveUnlessOthersDid().finally(() => {
      this.#saving = undefined;
    });
  }

  /** Saves what is not saved yet. */
  async saveNow(): Promise<void> {
    await this.#saving;
    if (this.#options.ledger.position > this.#savedPosition) await this.#save();
  }

  /** Resolves when no snapshot is under way. */
  async idle(): Promise<void> {
    await this.#saving;
  }

  #isDue(): boolean {
    const { position, nextOffset } = this.#options.ledger;
    return (
      position - this.#begin.position >= this.#enough * this.#every.commands ||
      nextOffset - this.#begin.nextOffset >= this.#enough * this.#every.records
    );
  }

  #beginInterval(): void {
    const { ledger, chance } = this.#options;
    this.#begin = { position: ledger.position, nextOffset: ledger.nextOffset };
    this.#enough = 1 - earlyBy * chance();
  }

  async #saveUnlessOthersDid(): Promise<void> {
    // When the store does not answer here either, saving fails and says so.
    const [newest] = await this.#options.store.list().catch(() => []);
    if (newest !== undefined && newest.nextOffset > this.#begin.nextOffset) this.#beginInterval();
    else await this.#save();
  }

  async #save(): Promise<void> {
    const { store, ledger, ledgerOptions, projector, readSnapshot, onWarning } = this.#options;
    const { position, nextOffset } = ledger;
    this.#beginInterval();
    try {
      // Beyond the read model's checkpoint a snapshot would be of no use at the next start.
      if (projector.stalled) throw new Error('the read model is not written');
      const taken = takeSnapshot(ledger);
      if (!(await projector.drained(projectedWithinMs))) throw new Error('the read model is far behind');
      await saveSnapshot(store, taken, bytes => readSnapshot(ledgerOptions, bytes));
      this.#savedPosition = position;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onWarning(`the snapshot at offset ${nextOffset} is left to the next occasion: ${reason}`);
    }
  }
}
