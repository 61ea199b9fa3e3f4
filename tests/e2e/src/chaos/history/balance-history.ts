import type { BalanceState } from '../checks/reads.ts';
import { Column } from './column.ts';

/** What the balance of an account has been, in order. */
export class BalanceHistory implements Iterable<BalanceState> {
  readonly #positions = new Column();
  readonly #balances = new Column();

  get length(): number {
    return this.#positions.length;
  }

  push({ position, balance }: BalanceState): void {
    this.#positions.push(position);
    this.#balances.push(balance);
  }

  /** @throws RangeError when there is none */
  at(index: number): BalanceState {
    return { position: this.#positions.at(index), balance: this.#balances.at(index) };
  }

  *[Symbol.iterator](): Generator<BalanceState> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}
