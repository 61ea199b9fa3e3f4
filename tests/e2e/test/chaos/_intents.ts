import type { Decision, Intent, Posted, Truth } from '../../src/chaos/history/intent.ts';

export const accounts = ['account-0', 'account-1', 'account-2'];

const posted: Posted = { id: 'command-7', position: 70, amount: 300, balance: 9_700 };
const truth: Truth = {
  position: 70,
  code: 'applied',
  commandId: 'command-7',
  amount: 300,
  fromAccount: 'account-0',
  toAccount: 'account-1',
  balance: 9_700,
};

export interface Tampering {
  readonly intent?: Partial<Intent>;
  readonly decision?: Partial<Decision>;
  readonly posted?: Partial<Posted>;
  readonly truth?: Partial<Truth>;
}

/** A transfer that was answered as the log has it, but for what is tampered with. */
export function intent(tampering: Tampering = {}): Intent {
  return {
    number: 7,
    key: 'chaos-1-7',
    from: 0,
    to: 1,
    amount: 300,
    askedAt: 1000,
    attempts: 1,
    effects: 1,
    decision: {
      code: 'applied',
      at: 1010,
      posted: { ...posted, ...tampering.posted },
      ...tampering.decision,
    },
    truth: { ...truth, ...tampering.truth },
    ...tampering.intent,
  };
}

/** A transfer for which there was not enough money. */
export function refusedIntent(tampering: Tampering = {}): Intent {
  return intent({
    intent: { effects: 0, ...tampering.intent },
    decision: { code: 'insufficient_funds', posted: undefined, ...tampering.decision },
    truth: { code: 'insufficient_funds', balance: undefined, ...tampering.truth },
  });
}
