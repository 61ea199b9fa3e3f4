import { type Decision, decided, replayed } from '../decision.ts';
import type { DecodedCommand, DecodedKey } from '../decode.ts';
import { absent } from '../hash-slots.ts';
import type { LedgerState } from '../state.ts';
import { applyChangeAccount } from './apply-change-account.ts';
import { applyAudit, applyGenesis, applySetLogic } from './apply-control.ts';
import { applyOpenAccount } from './apply-open-account.ts';
import { applyTransfer } from './apply-transfer.ts';

/** Kinds of commands that this version knows; any other is malformed to it. */
type KnownCommand = Extract<
  DecodedCommand,
  {
    readonly kind:
      | 'genesis'
      | 'open_account'
      | 'transfer'
      | 'freeze'
      | 'unfreeze'
      | 'close_account'
      | 'tick'
      | 'audit'
      | 'set_logic';
  }
>;

/**
 * Decides one command and carries it out, as the first version of the ledger did. Total, synchronous and pure (rule R6): the same
 * commands in the same order give the same decisions and the same state on every machine, for ever.
 *
 * The checks come in the order of `outcomeCodes`; the first that fails is the answer.
 *
 * @throws LedgerHalt when going on would be a guess.
 */
export function applyCommand(state: LedgerState, command: KnownCommand): Decision {
  state.time = Math.max(state.time, command.time);
  state.keys.forgetBefore(state.time - state.keyWindowMs);
  const { key, view } = command;
  if (key === undefined) return decide(state, command, absent);

  const known = state.keys.find(view, key.at);
  const decision = decide(state, command, known);
  // The first outcome of a key is the outcome, refusals too: a repeat must not succeed where the first one failed.
  if (known === absent) state.keys.remember(view, key.at, state.position, Math.max(state.time, key.issuedAt));
  return decision;
}

function decide(state: LedgerState, command: KnownCommand, known: number): Decision {
  if (command.kind === 'genesis' && state.ledgerId !== undefined) return decided('genesis_exists');
  if (known !== absent) return answerAgain(state, command, known);
  if (command.key !== undefined && isTooOld(state, command.key)) return decided('command_too_old');
  if (state.time > command.notAfter) return decided('command_expired');
  return carryOut(state, command);
}

function answerAgain({ keys }: LedgerState, { key, view }: KnownCommand, known: number): Decision {
  const isSameRequest = key !== undefined && keys.hasRequestHash(known, view, key.at + 16);
  return isSameRequest ? replayed(keys.position(known)) : decided('idempotency_conflict');
}

/**
 * Whether the key may have been forgotten already (rule R3). A key is remembered for the window after its `issuedAt`
 * or later, so whatever comes after it was forgotten is too old.
 */
function isTooOld({ time, keyWindowMs }: LedgerState, key: DecodedKey): boolean {
  return time - key.issuedAt > keyWindowMs;
}

function carryOut(state: LedgerState, command: KnownCommand): Decision {
  switch (command.kind) {
    case 'genesis':
      return applyGenesis(state, command);
    case 'open_account':
      return applyOpenAccount(state, command);
    case 'transfer':
      return applyTransfer(state, command);
    case 'freeze':
    case 'unfreeze':
    case 'close_account':
      return applyChangeAccount(state, command);
    case 'tick':
      return decided('applied');
    case 'audit':
      return applyAudit(state, command);
    case 'set_logic':
      return applySetLogic(state, command);
    default:
      return command satisfies never;
  }
}
