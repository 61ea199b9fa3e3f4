import { type Decision, decided } from '../decision.ts';
import type { DecodedHello, DecodedSetLogic } from '../decode.ts';
import { LedgerHalt } from '../halt.ts';
import { readId } from '../id.ts';
import { logicVersions } from '../logic.ts';
import type { LedgerState } from '../state.ts';

/** For how long a replica counts after it was heard, in milliseconds of ledger time: three hours. They speak hourly. */
const heardForMs = 10_800_000;

/** Remembers which versions of the logic a replica has. */
export function applyHello({ replicas, time }: LedgerState, hello: DecodedHello): Decision {
  const { view, replicaAt, lowest, newest } = hello;
  replicas.hear({ id: readId(view, replicaAt), lowest, newest, heardAt: time }, time - heardForMs);
  return decided('applied');
}

/**
 * Switches the rules from the next command on (rule R8), once every replica that was heard lately can follow.
 *
 * @throws LedgerHalt `logic_unsupported` when they can, but this build cannot.
 */
export function applySetLogic(state: LedgerState, { version }: DecodedSetLogic): Decision {
  if (version <= state.logicVersion) return decided('logic_not_newer');
  if (!state.replicas.support(version, state.time - heardForMs)) return decided('logic_not_supported');
  if (version > logicVersions.newest)
    throw new LedgerHalt('logic_unsupported', `logic version ${version} is unknown`);
  state.logicVersion = version;
  return decided('applied');
}
