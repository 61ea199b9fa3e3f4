import type { ReplicaState } from '../../quiet-replicas.ts';

/** Chain of the log after the record before an offset, worked out by somebody else; undefined when not known. */
export type ChainAt = (nextOffset: number) => string | undefined;

/** Each replica must have the chain that belongs to its offset. */
export function* checkReplicas(states: readonly ReplicaState[], chainAt: ChainAt): Generator<string> {
  for (const { name, nextOffset, chain } of states) {
    const expected = chainAt(nextOffset);
    if (expected === undefined) yield `${name} is at offset ${nextOffset}, where the log has no record`;
    else if (expected !== chain) yield `${name} has chain ${chain} at offset ${nextOffset}, not ${expected}`;
  }
}
