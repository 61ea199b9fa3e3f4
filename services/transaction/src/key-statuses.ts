import { type KeyStatusView, ProblemError, problems } from '@fintech/contracts';
import type { Decision, KeyedCommands } from './idempotency.ts';
import type { Replica } from './ledger/replica.ts';
import { isRefusal, refusalCode } from './outcome-problems.ts';
import type { Caller } from './transaction-service.ts';
import type { Transfers } from './transfers.ts';

export interface KeyStatusesDependencies {
  readonly replica: Pick<Replica, 'ledger'>;
  readonly commands: KeyedCommands;
  readonly transfers: Transfers;
}

/**
 * Tells what became of a request by its idempotency key alone, without asking for it again. Of a key that the ledger does not
 * know it says no more than that: what is on its way is not known here, so nothing is ever said to be impossible.
 */
export class KeyStatuses {
  readonly #dependencies: KeyStatusesDependencies;

  constructor(dependencies: KeyStatusesDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws ProblemError `unavailable` when it is decided, but what became of it cannot be read now */
  async of(caller: Caller, key: string): Promise<KeyStatusView> {
    const { replica, commands } = this.#dependencies;
    const { position } = replica.ledger;
    const decidedAt = commands.positionOf(caller.userId, key);
    if (decidedAt === undefined) return { status: 'undecided', position };
    try {
      return { ...(await this.#show(caller, await commands.decisionAt(decidedAt))), position };
    } catch (error) {
      const isUnknown = error instanceof ProblemError && error.code === 'outcome_unknown';
      throw isUnknown ? new ProblemError('unavailable', { retryAfterSeconds: 1 }) : error;
    }
  }

  async #show(caller: Caller, decision: Decision): Promise<Omit<KeyStatusView, 'position'>> {
    const { code, kind } = decision;
    if (isRefusal(code)) {
      const problem = refusalCode(code);
      return { status: 'refused', code: problem, title: problems[problem].title };
    }
    if (kind !== 'transfer') return { status: 'posted' };
    return { status: 'posted', transaction: await this.#dependencies.transfers.carriedOut(caller, decision) };
  }
}
