import { type AccountView, ProblemError, type PublicUser, TransferBody } from '@fintech/contracts';
import type { Form } from '@fintech/http';
import { currencyExponent } from '@fintech/ledger';
import type { PageContext } from '@fintech/web';
import { Value } from 'typebox/value';
import type { Caller, TransactionService } from '../transaction-service.ts';
import { recentEntries } from './entries.ts';

const peopleShown = 6;
/** How far back to look for them, per account. */
const transfersSearched = 50;

/** Usernames of the people the caller paid, the last one first. */
export async function paidBefore(
  service: TransactionService,
  caller: Caller,
  accounts: readonly AccountView[],
): Promise<readonly string[]> {
  const query = { type: 'transfer', direction: 'out', limit: transfersSearched } as const;
  const entries = await recentEntries(service, caller, accounts, query);
  const names = entries.map(entry => entry.counterparty.username).filter(name => name !== undefined);
  return [...new Set(names)].slice(0, peopleShown);
}

/** What is wrong with the first step; `undefined` also while nothing has been typed. */
export function recipientError(
  { texts }: PageContext,
  caller: Caller,
  name: string | undefined,
  found: PublicUser | undefined,
): string | undefined {
  if (name === undefined) return undefined;
  if (found === undefined) return texts.error.nobody(name);
  return found.id === caller.userId ? texts.error.yourself : undefined;
}

/**
 * Reads the form of the last step, which we filled in ourselves except for the note.
 *
 * @throws ProblemError `invalid_request`
 */
export function readTransfer(form: Form): TransferBody {
  const body = {
    to: `@${form.get('to')}`,
    amount: Number(form.get('minor_units')),
    currency: form.get('currency'),
    description: form.get('description').trim(),
  };
  if (
    !Value.Check(TransferBody, { ...body, description: '' }) ||
    currencyExponent(body.currency) === undefined
  ) {
    throw new ProblemError('invalid_request');
  }
  return body;
}
