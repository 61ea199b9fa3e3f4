import { type AccountRole, accountRoles, type Id } from './command.ts';
import { currencyCode, currencyNumbers } from './currencies.ts';
import { invariant } from './halt.ts';
import { absent, HashSlots } from './hash-slots.ts';
import { copyId, hashId, readId, sameId } from './id.ts';
import { BalanceSum, isBalance } from './money.ts';

export const accountStatuses = ['open', 'frozen', 'closed'] as const;
export type AccountStatus = (typeof accountStatuses)[number];

/** An account as it is now. `balance` in minor units, `openedAt` in milliseconds since 1970. */
export interface AccountView {
  readonly id: Id;
  readonly ownerId: Id;
  readonly currency: string;
  readonly role: AccountRole;
  readonly status: AccountStatus;
  readonly balance: number;
  readonly openedAt: number;
}

/**
 * A row of the table, in memory and in a snapshot:
 *
 * ```
 * account = id:16 owner:16 balance:f64 opened_at:f64 currency:u16 role:u8 status:u8
 * ```
 *
 * A row instead of an object keeps a million accounts in 52 MB, out of the garbage collector's sight, and one account
 * in one or two cache lines. Balances and times are safe integers, which f64 holds exactly.
 */
const column = { id: 0, owner: 16, balance: 32, openedAt: 40, currency: 48, role: 50, status: 51 } as const;
export const accountBytes = 52;

const rowsAtFirst = 64;

/** All accounts of a ledger. An account is named by its index, in the order of opening; accounts are never removed. */
export class AccountTable {
  #rows = new DataView(new ArrayBuffer(rowsAtFirst * accountBytes));
  #size = 0;
  readonly #slots = new HashSlots();

  get size(): number {
    return this.#size;
  }

  /** Index of the account whose id stands at `at`, or `absent`. */
  find(view: DataView, at: number): number {
    const hash = hashId(view, at);
    for (let slot = this.#slots.first(hash); slot !== absent; slot = this.#slots.next(slot, hash)) {
      const account = this.#slots.entry(slot);
      if (sameId(this.#rows, account * accountBytes + column.id, view, at)) return account;
    }
    return absent;
  }

  /** Opens an account at balance zero. Its id must be new. The ids stand in `view`. */
  open(
    view: DataView,
    idAt: number,
    ownerAt: number,
    currency: number,
    role: AccountRole,
    openedAt: number,
  ): void {
    const row = this.#append(1);
    copyId(view, idAt, this.#rows, row + column.id);
    copyId(view, ownerAt, this.#rows, row + column.owner);
    this.#rows.setFloat64(row + column.openedAt, openedAt);
    this.#rows.setUint16(row + column.currency, currency);
    this.#rows.setUint8(row + column.role, accountRoles.indexOf(role));
    this.#slots.insert(hashId(view, idAt), this.#size - 1);
  }

  isOwner(account: number, view: DataView, at: number): boolean {
    return sameId(this.#rows, account * accountBytes + column.owner, view, at);
  }

  currency(account: number): number {
    return this.#rows.getUint16(account * accountBytes + column.currency);
  }

  isCustomer(account: number): boolean {
    return this.#rows.getUint8(account * accountBytes + column.role) === accountRoles.indexOf('customer');
  }

  hasStatus(account: number, status: AccountStatus): boolean {
    return this.#rows.getUint8(account * accountBytes + column.status) === accountStatuses.indexOf(status);
  }

  setStatus(account: number, status: AccountStatus): void {
    this.#rows.setUint8(account * accountBytes + column.status, accountStatuses.indexOf(status));
  }

  balance(account: number): number {
    return this.#rows.getFloat64(account * accountBytes + column.balance);
  }

  /**
   * Sets the balances of two accounts of one currency. Asserts what the ledger promises about balances: no money
   * appears or vanishes, no customer goes below zero, every balance is exact.
   */
  post(from: number, fromBalance: number, to: number, toBalance: number): void {
    const taken = this.balance(from) - fromBalance;
    invariant(taken > 0 && taken === toBalance - this.balance(to), 'a leg must add what it takes');
    this.#setBalance(from, fromBalance);
    this.#setBalance(to, toBalance);
  }

  view(account: number): AccountView {
    const row = account * accountBytes;
    const role = accountRoles[this.#rows.getUint8(row + column.role)];
    const status = accountStatuses[this.#rows.getUint8(row + column.status)];
    invariant(role !== undefined && status !== undefined, 'an account has a role and a status');
    return {
      id: readId(this.#rows, row + column.id),
      ownerId: readId(this.#rows, row + column.owner),
      currency: currencyCode(this.currency(account)),
      role,
      status,
      balance: this.balance(account),
      openedAt: this.#rows.getFloat64(row + column.openedAt),
    };
  }

  /** Sum of all balances by currency, added up anew. */
  totals(): Map<string, number> {
    const sums = new Map<number, BalanceSum>();
    for (let account = 0; account < this.#size; account++) {
      const currency = this.currency(account);
      const sum = sums.get(currency) ?? new BalanceSum();
      sum.add(this.balance(account));
      sums.set(currency, sum);
    }
    return new Map([...sums].map(([currency, sum]) => [currencyCode(currency), sum.value]));
  }

  /** The rows of all accounts; valid until the table changes. */
  rows(): Uint8Array {
    return new Uint8Array(this.#rows.buffer, 0, this.#size * accountBytes);
  }

  /** Fills an empty table with what {@link rows} gave, and checks each row. */
  restore(rows: Uint8Array): void {
    const count = rows.length / accountBytes;
    this.#append(count);
    new Uint8Array(this.#rows.buffer).set(rows);
    for (let account = 0; account < count; account++) {
      const row = account * accountBytes;
      invariant(this.find(this.#rows, row + column.id) === absent, 'an account id is unique');
      invariant(this.currency(account) < currencyNumbers, 'an account has a currency');
      this.#assertBalance(account, this.view(account).balance);
      this.#slots.insert(hashId(this.#rows, row + column.id), account);
    }
    for (const total of this.totals().values()) invariant(total === 0, 'balances add up to zero');
  }

  /** Makes room for `count` more rows and returns where the first of them starts. */
  #append(count: number): number {
    const row = this.#size * accountBytes;
    this.#size += count;
    let capacity = this.#rows.byteLength;
    while (capacity < this.#size * accountBytes) capacity *= 2;
    if (capacity > this.#rows.byteLength) {
      const grown = new Uint8Array(capacity);
      grown.set(new Uint8Array(this.#rows.buffer));
      this.#rows = new DataView(grown.buffer);
    }
    return row;
  }

  #setBalance(account: number, balance: number): void {
    this.#assertBalance(account, balance);
    this.#rows.setFloat64(account * accountBytes + column.balance, balance);
  }

  #assertBalance(account: number, balance: number): void {
    invariant(isBalance(balance), 'a balance is a whole number within ±(2^53−1)');
    invariant(balance >= 0 || !this.isCustomer(account), 'a customer balance never goes below zero');
  }
}
