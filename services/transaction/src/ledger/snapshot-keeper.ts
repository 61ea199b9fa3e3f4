import type { Ledger, LedgerOptions } from '@fintech/ledger';
import type { SnapshotStore } from '@fintech/ports';
import type { Projector } from './projector.ts';
import type { ReadSnapshot } from './replica-options.ts';
import { saveSnapshot, takeSnapshot } from './snapshots.ts';

export interface SnapshotKeeperOptions {
  readonly store: SnapshotStore;
  readonly ledger: Ledger;
  readonly ledgerOptions: LedgerOptions;
  readonly projector: Pick<Projector, 'drained' | 'stalled'>;
  /** Commands between two snapshots. */
  readonly every: number;
  readonly readSnapshot: ReadSnapshot;
  readonly onWarning: (message: string) => void;
}

/** How long a snapshot waits for the read model to come as far, in milliseconds. */
const projectedWithinMs = 30_000;

/**
 * Saves a snapshot now and then, one at a time, while the log goes on. Snapshots only save time at the next start, so one
 * that fails is reported and left to the next occasion.
 */
export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions;
  #triedPosition: number;
  #savedPosition: number;
  #saving: Promise<void> | undefined;

  constructor(options: SnapshotKeeperOptions) {
    this.#options = options;
    this.#triedPosition = options.ledger.position;
    this.#savedPosition = options.ledger.position;
  }

  /** Starts a snapshot when one is due. */
  offer(): void {
    const { ledger, every } = this.#options;
    if (this.#saving !== undefined || ledger.position - this.#triedPosition < every) return;
    this.#saving = this.#save().finally(() => {
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

  async #save(): Promise<void> {
    const { store, ledger, ledgerOptions, projector, readSnapshot, onWarning } = this.#options;
    const { position, nextOffset } = ledger;
    this.#triedPosition = position;
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
