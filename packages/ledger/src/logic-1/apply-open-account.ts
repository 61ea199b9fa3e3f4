import { isKnownCurrency } from '../currencies.ts';
import { type Decision, decided } from '../decision.ts';
import type { DecodedOpenAccount } from '../decode.ts';
import { absent } from '../hash-slots.ts';
import type { LedgerState } from '../state.ts';

/** Opens an account at balance zero. */
export function applyOpenAccount(state: LedgerState, command: DecodedOpenAccount): Decision {
  const { view, accountAt, ownerAt, currency, role } = command;
  if (!isKnownCurrency(currency)) return decided('currency_unknown');
  if (state.accounts.find(view, accountAt) !== absent) return decided('account_exists');
  if (state.accounts.size >= state.maxAccounts) return decided('account_limit_reached');

  state.accounts.open(view, accountAt, ownerAt, currency, role, state.time);
  return decided('applied');
}
