import { IdempotencyKey, ProblemError, problems } from '@fintech/contracts';
import type { Form } from '@fintech/http';
import type { PageContext } from '@fintech/web';
import type { FastifyReply } from 'fastify';
import { Value } from 'typebox/value';
import type { Posted } from '../transaction-service.ts';
import { checkingPage } from './checking-page.ts';
import { receiptPath } from './entries.ts';

export interface Movement {
  /** The form that asks for it, with its idempotency key in the field `key`. */
  readonly form: Form;
  /** Where the form was sent to. */
  readonly action: string;
  readonly move: (idempotencyKey: string) => Promise<Posted>;
  /** The page to show when the ledger refuses: the form again, with a new key. */
  readonly refused: (problem: ProblemError) => Promise<string>;
}

/**
 * Carries out a form that moves money. It leads to the receipt, back to the form when nothing moved, or to the page that
 * keeps asking when nobody knows yet.
 */
export async function moveMoney(reply: FastifyReply, movement: Movement): Promise<FastifyReply> {
  const { form, action, move, refused } = movement;
  const key = readKey(form);
  if (key === undefined) throw new ProblemError('invalid_request', { detail: 'The form has no key.' });
  try {
    const { view } = await move(key);
    return reply.redirect(receiptPath(view.id, view.position), 303);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.code === 'outcome_unknown') {
      return reply.code(202).html(checkingPage(reply.pageContext(), action, form.values()));
    }
    const { status } = problems[error.code];
    if (status !== 422) throw error;
    return reply.code(status).html(await refused(error));
  }
}

/** The idempotency key that was made with the form. */
export function readKey(form: Form): string | undefined {
  const key = form.get('key');
  return Value.Check(IdempotencyKey, key) ? key : undefined;
}

/** Why the ledger refused, for people. Shortage of money has words of its own, because amounts belong in them. */
export function refusalText({ texts }: PageContext, problem: ProblemError): string {
  const { problems: words, reasons } = texts.error;
  const reason = Object.entries(reasons).find(([code]) => code === problem.code)?.[1];
  return [words.refused.text, reason].filter(text => text !== undefined).join(' ');
}
