import { BoundedMap } from '@fintech/http';
import type { AccountRole, Id, Ledger } from '@fintech/ledger';
import { fingerprint } from './fingerprint.ts';

/** What never changes about an account. */
export interface AccountFacts {
  readonly ownerId: Id;
  readonly role: AccountRole;
}

const remembered = 100_000;

/** Remembers what never changes about accounts, because every transfer asks for it several times. */
export class KnownAccounts {
  readonly #ledger: Pick<Ledger, 'account'>;
  readonly #ids = new BoundedMap<string, Id>(remembered);
  readonly #facts = new BoundedMap<Id, AccountFacts>(remembered);

  constructor(ledger: Pick<Ledger, 'account'>) {
    this.#ledger = ledger;
  }

  /**
   * A person has one account per currency, and its id follows from both. So opening it twice, from anywhere, is
   * harmless.
   */
  idFor(ownerId: Id, currency: string): Id {
    const name = currency + ownerId;
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = fingerprint('account', ownerId, currency);
    this.#ids.set(name, id);
    return id;
  }

  /** `undefined` while the account is not open on this replica. */
  facts(accountId: Id): AccountFacts | undefined {
    const known = this.#facts.get(accountId);
    if (known !== undefined) return known;
    const account = this.#ledger.account(accountId);
    if (account === undefined) return undefined;
    const facts = { ownerId: account.ownerId, role: account.role };
    this.#facts.set(accountId, facts);
    return facts;
  }
}
