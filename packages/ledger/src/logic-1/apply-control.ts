import { chainHistory } from '../chain.ts';
import { chainBytes } from '../codec.ts';
import { type Decision, decided } from '../decision.ts';
import type { DecodedAudit, DecodedGenesis, DecodedSetLogic } from '../decode.ts';
import { LedgerHalt } from '../halt.ts';
import { readHex, readId } from '../id.ts';
import { logicVersions } from '../logic.ts';
import type { LedgerState } from '../state.ts';

/** Names the ledger. Only ever called for the first command of the log. */
export function applyGenesis(state: LedgerState, { view, ledgerAt }: DecodedGenesis): Decision {
  state.ledgerId = readId(view, ledgerAt);
  return decided('applied');
}

/**
 * Compares replicas (rule R5). A statement about a record that is not in the log yet can only mean that the log has
 * lost its end; one about a record too far back is passed over, as every replica does alike.
 *
 * @throws LedgerHalt `audit_mismatch`
 */
export function applyAudit({ chain, nextOffset }: LedgerState, audit: DecodedAudit): Decision {
  if (nextOffset - audit.nextOffset >= chainHistory) return decided('applied');
  const stated = readHex(audit.view, audit.chainAt, chainBytes);
  if (audit.nextOffset > nextOffset || chain.hex(audit.nextOffset) !== stated) {
    throw new LedgerHalt(
      'audit_mismatch',
      `another replica saw a different log before offset ${audit.nextOffset}`,
    );
  }
  return decided('applied');
}

/**
 * Switches the rules from the next command on (rule R8). Replicas do not introduce themselves under this version, so none
 * is asked; one that lacks the new version halts here.
 *
 * @throws LedgerHalt `logic_unsupported`
 */
export function applySetLogic(state: LedgerState, { version }: DecodedSetLogic): Decision {
  if (version <= state.logicVersion) return decided('logic_not_newer');
  if (version > logicVersions.newest)
    throw new LedgerHalt('logic_unsupported', `logic version ${version} is unknown`);
  state.logicVersion = version;
  return decided('applied');
}
