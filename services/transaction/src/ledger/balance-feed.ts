import type { AppliedBatch, Id, Ledger, Posting } from '@fintech/ledger';
import type { BalanceChange } from '../transaction-service.ts';

type Listener = (change: BalanceChange) => void;

/** Tells watching owners about each change of their balances. Costs nothing while nobody watches. */
export class BalanceFeed {
  readonly #listeners = new Map<Id, Set<Listener>>();

  /** Returns the function that ends the watch. */
  watch(ownerId: Id, listener: Listener): () => void {
    const listeners = this.#listeners.get(ownerId) ?? new Set();
    this.#listeners.set(ownerId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(ownerId);
    };
  }

  publish(ledger: Ledger, batch: AppliedBatch): void {
    if (this.#listeners.size === 0) return;
    for (const { command, position, postings } of batch.results) {
      if (command === undefined) continue;
      for (const posting of postings) {
        for (const [accountId, balance] of sides(posting)) {
          const change = {
            accountId,
            currency: posting.currency,
            balance,
            position,
            transactionId: command.id,
          };
          this.#tell(ledger.account(accountId)?.ownerId, change);
        }
      }
    }
  }

  #tell(ownerId: Id | undefined, change: BalanceChange): void {
    const listeners = ownerId === undefined ? undefined : this.#listeners.get(ownerId);
    for (const listener of listeners ?? []) listener(change);
  }
}

const sides = (posting: Posting): readonly (readonly [Id, number])[] => [
  [posting.from, posting.fromBalance],
  [posting.to, posting.toBalance],
];
