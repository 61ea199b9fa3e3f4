import { type Decision, decided } from '../decision.ts';
import type { DecodedChangeAccount } from '../decode.ts';
import { absent } from '../hash-slots.ts';
import { isSystemId } from '../id.ts';
import type { LedgerState } from '../state.ts';

/**
 * Freezes, unfreezes or closes an account, for its owner or for the system. A frozen account may be closed, since
 * closing takes away only more.
 */
export function applyChangeAccount({ accounts }: LedgerState, command: DecodedChangeAccount): Decision {
  const { view, actorAt, accountAt } = command;
  const account = accounts.find(view, accountAt);
  if (account === absent) return decided('account_not_found');
  if (!accounts.isOwner(account, view, actorAt) && !isSystemId(view, actorAt))
    return decided('account_not_owned');
  if (accounts.hasStatus(account, 'closed')) return decided('account_closed');

  const isFrozen = accounts.hasStatus(account, 'frozen');
  switch (command.kind) {
    case 'freeze':
      if (isFrozen) return decided('account_frozen');
      accounts.setStatus(account, 'frozen');
      break;
    case 'unfreeze':
      if (!isFrozen) return decided('account_not_frozen');
      accounts.setStatus(account, 'open');
      break;
    case 'close_account':
      if (accounts.balance(account) !== 0) return decided('balance_not_zero');
      accounts.setStatus(account, 'closed');
      break;
    default:
      command.kind satisfies never;
  }
  return decided('applied');
}
