import { BoundedMap } from '@fintech/http';
import { type AccountRole, currencyExponent, type Id, type Ledger } from '@fintech/ledger';
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
  /** By currency, then by owner: joining the two into one key would cost more than the hash it saves. */
  readonly #ids = new Map<string, BoundedMap<Id, Id>>();
  readonly #facts = new BoundedMap<Id, AccountFacts>(remembered);

  constructor(ledger: Pick<Ledger, 'account'>) {
    this.#ledger = ledger;
  }

  /**
   * A person has one account per currency, and its id follows from both. So opening it twice, from anywhere, is
   * harmless.
   */
  idFor(ownerId: Id, currency: string): Id {
    const ids = this.#idsIn(currency);
    const known = ids.get(ownerId);
    if (known !== undefined) return known;
    const id = fingerprint('account', ownerId, currency);
    ids.set(ownerId, id);
    return id;
  }

  #idsIn(currency: string): BoundedMap<Id, Id> {
    const known = this.#ids.get(currency);
    if (known !== undefined) return known;
    const ids = new BoundedMap<Id, Id>(remembered);
    // Anybody may ask for an account in a currency that does not exist.
    if (currencyExponent(currency) !== undefined) this.#ids.set(currency, ids);
    return ids;
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
