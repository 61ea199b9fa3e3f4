import type { ProblemError, TransferBody } from '@fintech/contracts';
import { formOf, queryOf } from '@fintech/http';
import { formatMoney, type PageContext } from '@fintech/web';
import type { FastifyPluginAsync } from 'fastify';
import type { Caller } from '../transaction-service.ts';
import { readAmount, withinBalance } from './amount-step.ts';
import { accountIn, availableIn, toMoney } from './money.ts';
import { moveMoney, readKey, refusalText } from './move-money.ts';
import { callerOf, newKey, type TransactionPagesOptions } from './options.ts';
import { sendAmountPage } from './send-amount-page.ts';
import { sendConfirmPage } from './send-confirm-page.ts';
import { paidBefore, readTransfer, recipientError } from './send-steps.ts';
import { sendToPage } from './send-to-page.ts';

const maxDescription = 140;

/**
 * Sending in three steps. The answers so far stand in the address, so every step can be reloaded and gone back to; the
 * idempotency key is among them, so going back and confirming again is the same payment. The note comes last and is
 * posted, because addresses end up in logs.
 */
export const sendRoutes: FastifyPluginAsync<TransactionPagesOptions> = async (app, options) => {
  const { service, gateway, idSource, defaultCurrency } = options;

  app.get('/transaction/send', async (request, reply) => {
    const context = reply.pageContext();
    const caller = callerOf(request);
    const query = queryOf(request);
    const name = query.filled('to')?.replace(/^@/, '');
    const [accounts, found] = await Promise.all([
      service.accounts(caller),
      name === undefined ? undefined : gateway.findUser(name),
    ]);
    const error = recipientError(context, caller, name, found);
    if (found === undefined || error !== undefined) {
      const people = await paidBefore(service, caller, accounts);
      return reply.code(statusOf(error)).html(sendToPage(context, { people, name, error }));
    }
    const recipient = found.username;
    const key = readKey(query) ?? newKey(idSource);
    const typed = readAmount(context, query, accounts, defaultCurrency);
    const { amount, ...step } = withinBalance(context, typed);
    const page =
      amount === undefined
        ? sendAmountPage(context, { ...step, accounts, recipient, key })
        : sendConfirmPage(context, { recipient, amount, available: step.available, key });
    return reply.code(statusOf(step.error)).html(page);
  });

  app.post('/transaction/send', async (request, reply) => {
    const form = formOf(request);
    const caller = callerOf(request);
    const body = readTransfer(form);
    const again = (explain: (context: PageContext, shortage: Shortage) => Explanation) =>
      confirmAgain(reply.pageContext(), caller, body, explain);
    if ([...(body.description ?? '')].length > maxDescription) {
      return reply.code(422).html(await again(({ texts }) => ({ noteError: texts.error.noteTooLong })));
    }
    return moveMoney(reply, {
      form,
      action: '/transaction/send',
      move: key => service.transfer(caller, body, key),
      refused: problem => again((context, shortage) => ({ refusal: refusal(context, problem, shortage) })),
    });
  });

  /** The last step once more with what is known now, as a new intention with a new key. */
  async function confirmAgain(
    context: PageContext,
    caller: Caller,
    body: TransferBody,
    explain: (context: PageContext, shortage: Shortage) => Explanation,
  ): Promise<string> {
    const amount = toMoney(body.amount, body.currency);
    const available = availableIn(accountIn(await service.accounts(caller), body.currency));
    const shortage = {
      have: formatMoney(context.locale, available),
      need: formatMoney(context.locale, amount),
    };
    return sendConfirmPage(context, {
      recipient: body.to.slice(1),
      amount,
      available,
      description: body.description ?? '',
      key: newKey(idSource),
      ...explain(context, shortage),
    });
  }
};

/** Amounts as people read them. */
interface Shortage {
  readonly have: string;
  readonly need: string;
}

interface Explanation {
  readonly noteError?: string;
  readonly refusal?: string;
}

function refusal(context: PageContext, problem: ProblemError, { have, need }: Shortage): string {
  if (problem.code === 'insufficient_funds') return context.texts.error.notSent(have, need);
  return refusalText(context, problem);
}

const statusOf = (error: string | undefined): number => (error === undefined ? 200 : 422);
