import { TransactionView } from '@fintech/contracts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ApiAnswer, NoAnswer } from './api-client.ts';

/** What a request to move money was answered. */
export type Outcome =
  | {
      readonly kind: 'posted';
      readonly id: string;
      readonly position: number;
      readonly amount: number;
      readonly balance: number;
      readonly replayed: boolean;
    }
  /** For good: the same key is always answered the same. */
  | { readonly kind: 'refused'; readonly code: string }
  /** It may have been carried out or not; ask again with the same key. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** Nothing was asked of the ledger, because the session was not accepted. */
  | { readonly kind: 'unauthenticated' }
  /** An answer that must not come. */
  | { readonly kind: 'wrong'; readonly what: string };

const Problem = Type.Object({ code: Type.String() });

/** Refusals that the ledger itself decides, so that they last. */
const refusals: ReadonlySet<string> = new Set(['insufficient_funds', 'command_expired']);

export function outcomeOf(answer: ApiAnswer | NoAnswer): Outcome {
  if (typeof answer === 'string') return { kind: 'unknown', why: answer };
  const { status, body, replayed } = answer;
  if (status === 201 && Value.Check(TransactionView, body)) {
    const { id, position, amount, balance } = body;
    return { kind: 'posted', id, position, amount, balance: balance.available, replayed };
  }
  const code = codeOf(body);
  if (status >= 500) return { kind: 'unknown', why: code ?? `status ${status}` };
  if (status === 401) return { kind: 'unauthenticated' };
  if (status === 422 && code !== undefined && refusals.has(code)) return { kind: 'refused', code };
  return { kind: 'wrong', what: `status ${status}, ${JSON.stringify(body)?.slice(0, 300)}` };
}

export function codeOf(body: unknown): string | undefined {
  return Value.Check(Problem, body) ? body.code : undefined;
}
