import { type Decision, decided } from './decision.ts';
import type { DecodedCommand } from './decode.ts';
import { LedgerHalt } from './halt.ts';
import { applyCommand as applyByLogic1 } from './logic-1/apply.ts';
import { applyCommand as applyByLogic2 } from './logic-2/apply.ts';
import type { LedgerState } from './state.ts';

/**
 * Decides one command and carries it out, by the version of the logic that is in force at its place in the log (rule R8).
 * Each version is a folder of its own that never changes once it was released. A command that a version does not know is
 * malformed to it, as it was when there was no other.
 *
 * @throws LedgerHalt when going on would be a guess.
 */
export function applyCommand(state: LedgerState, command: DecodedCommand): Decision {
  switch (state.logicVersion) {
    case 1:
      return command.kind === 'hello' ? decided('malformed') : applyByLogic1(state, command);
    case 2:
      return applyByLogic2(state, command);
    default:
      throw new LedgerHalt('logic_unsupported', `logic version ${state.logicVersion} is unknown`);
  }
}
