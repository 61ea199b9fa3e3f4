import type { AccountTable } from '../account-table.ts';
import { legField } from '../codec.ts';
import { isKnownCurrency } from '../currencies.ts';
import { type Decision, legRefused, posted } from '../decision.ts';
import { type DecodedTransfer, legAmount, legAt, legCurrency } from '../decode.ts';
import { absent } from '../hash-slots.ts';
import { sameId } from '../id.ts';
import { isBalance } from '../money.ts';
import { type OutcomeCode, outcomeCodes } from '../outcome.ts';
import type { LedgerState } from '../state.ts';

/** A leg's accounts, by index, and their balances right after it. */
interface Posting {
  readonly from: number;
  readonly to: number;
  fromBalance: number;
  toBalance: number;
}

/**
 * Moves money along every leg, or along none. First every leg is checked for itself; where several are wrong, the
 * outcome that comes first in `outcomeCodes` is the answer, and of those the first leg. Then the balances are worked
 * out leg after leg, and the first leg that does not fit is the answer.
 */
export function applyTransfer({ accounts }: LedgerState, transfer: DecodedTransfer): Decision {
  const postings = findAccounts(accounts, transfer);
  const refusal = checkLegs(accounts, transfer, postings) ?? workOutBalances(accounts, transfer, postings);
  if (refusal !== undefined) return refusal;

  // After this point the transfer must succeed.
  const balances: number[] = [];
  for (const { from, to, fromBalance, toBalance } of postings) {
    accounts.post(from, fromBalance, to, toBalance);
    balances.push(fromBalance, toBalance);
  }
  return posted(balances);
}

function findAccounts(accounts: AccountTable, transfer: DecodedTransfer): Posting[] {
  const postings: Posting[] = [];
  for (let leg = 0; leg < transfer.legCount; leg++) {
    const at = legAt(transfer, leg);
    const from = accounts.find(transfer.view, at + legField.from);
    const to = accounts.find(transfer.view, at + legField.to);
    postings.push({ from, to, fromBalance: 0, toBalance: 0 });
  }
  return postings;
}

function checkLegs(
  accounts: AccountTable,
  transfer: DecodedTransfer,
  postings: readonly Posting[],
): Decision | undefined {
  let refusal: Decision | undefined;
  for (const [leg, posting] of postings.entries()) {
    const code = checkLeg(accounts, transfer, legAt(transfer, leg), posting);
    if (code === undefined) continue;
    if (refusal === undefined || precedes(code, refusal.code)) refusal = legRefused(code, leg);
  }
  return refusal;
}

/** What is wrong with the leg that starts at `at`, whatever the balances are. */
function checkLeg(
  accounts: AccountTable,
  transfer: DecodedTransfer,
  at: number,
  { from, to }: Posting,
): OutcomeCode | undefined {
  const { view, actorAt } = transfer;
  const currency = legCurrency(transfer, at);
  if (!isKnownCurrency(currency)) return 'currency_unknown';
  if (sameId(view, at + legField.from, view, at + legField.to)) return 'same_account';
  if (from === absent || to === absent) return 'account_not_found';
  if (!accounts.isOwner(from, view, actorAt)) return 'account_not_owned';
  if (accounts.currency(from) !== currency || accounts.currency(to) !== currency) return 'currency_mismatch';
  if (accounts.hasStatus(from, 'closed') || accounts.hasStatus(to, 'closed')) return 'account_closed';
  if (accounts.hasStatus(from, 'frozen') || accounts.hasStatus(to, 'frozen')) return 'account_frozen';
  return undefined;
}

/** Fills in the balances as if the legs were posted one after another; nothing is posted yet. */
function workOutBalances(
  accounts: AccountTable,
  transfer: DecodedTransfer,
  postings: readonly Posting[],
): Decision | undefined {
  for (const [leg, posting] of postings.entries()) {
    const amount = legAmount(transfer, legAt(transfer, leg));
    posting.fromBalance = balanceBefore(accounts, postings, leg, posting.from) - amount;
    posting.toBalance = balanceBefore(accounts, postings, leg, posting.to) + amount;
    if (posting.fromBalance < 0 && accounts.isCustomer(posting.from))
      return legRefused('insufficient_funds', leg);
    if (!isBalance(posting.fromBalance) || !isBalance(posting.toBalance))
      return legRefused('balance_overflow', leg);
  }
  return undefined;
}

/** The balance that `account` has when it is the turn of leg number `leg`. A search is fine: legs are few. */
function balanceBefore(
  accounts: AccountTable,
  postings: readonly Posting[],
  leg: number,
  account: number,
): number {
  for (let earlier = leg - 1; earlier >= 0; earlier--) {
    const posting = postings[earlier];
    if (posting?.from === account) return posting.fromBalance;
    if (posting?.to === account) return posting.toBalance;
  }
  return accounts.balance(account);
}

function precedes(code: OutcomeCode, other: OutcomeCode): boolean {
  return outcomeCodes.indexOf(code) < outcomeCodes.indexOf(other);
}
