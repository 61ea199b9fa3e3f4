import type { AccountView } from '@fintech/contracts';
import { currencyExponent } from '@fintech/ledger';
import type { Money } from '@fintech/web';

/** An amount with the exponent of its currency. */
export function toMoney(amount: number, currency: string): Money {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) throw new RangeError(`${currency} is not a currency`);
  return { amount, currency, exponent };
}

export const availableIn = ({ balance, currency }: AccountView): Money =>
  toMoney(balance.available, currency);

/** The account in a currency, else the first one. Everybody has at least one. */
export function accountIn(accounts: readonly AccountView[], currency: string | undefined): AccountView {
  const account = accounts.find(candidate => candidate.currency === currency) ?? accounts[0];
  if (account === undefined) throw new Error('a person without any account');
  return account;
}
