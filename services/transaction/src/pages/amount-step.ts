import type { AccountView } from '@fintech/contracts';
import type { Form } from '@fintech/http';
import { formatMoney, type Money, type PageContext, readTypedAmount } from '@fintech/web';
import { accountIn, availableIn } from './money.ts';

/** A form for an amount as far as it is filled in: the amount, or what was typed and what is wrong with it. */
export interface AmountStep {
  readonly currency: string;
  readonly available: Money;
  readonly typed: string | undefined;
  readonly amount?: Money;
  readonly error?: string;
}

/** Reads the fields `amount` and `currency`; an amount that is not there yet is no error. */
export function readAmount(
  { texts }: PageContext,
  form: Form,
  accounts: readonly AccountView[],
  defaultCurrency: string,
): AmountStep {
  const available = availableIn(accountIn(accounts, form.filled('currency') ?? defaultCurrency));
  const typed = form.filled('amount');
  const step = { currency: available.currency, available, typed };
  if (typed === undefined) return step;
  const read = readTypedAmount(typed, available.exponent);
  if (!read.ok) return { ...step, error: texts.error.amount[read.problem] };
  return { ...step, amount: { ...available, amount: read.amount } };
}

/** The same, but nobody can give more than they have. The ledger checks it again when the money moves. */
export function withinBalance({ texts, locale }: PageContext, step: AmountStep): AmountStep {
  const { amount, ...rest } = step;
  if (amount === undefined || amount.amount <= step.available.amount) return step;
  return { ...rest, error: texts.error.notEnough(formatMoney(locale, step.available)) };
}
