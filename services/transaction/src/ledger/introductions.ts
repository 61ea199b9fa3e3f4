import { type Id, type Ledger, logicVersions } from '@fintech/ledger';
import type { CommandBody } from './command-body.ts';

/** Sweeps between two introductions: an hour. */
const everySweeps = 14_400;

/**
 * Says when this replica should introduce itself in the log: when it starts, when the ledger has come to a version of the
 * logic that knows introductions, and every hour. Without that, a switch of the logic would not wait for it (rule R8).
 */
export class Introductions {
  readonly hello: CommandBody;
  #sweepsLeft = 0;

  constructor(replicaId: Id, build: string) {
    const supports = [logicVersions.oldest, logicVersions.newest] as const;
    this.hello = { kind: 'hello', replicaId, supports, build };
  }

  /** To be called in every sweep: whether an introduction is due now. */
  sweep({ logicVersion }: Pick<Ledger, 'logicVersion'>): boolean {
    if (logicVersion === 1) return false;
    this.#sweepsLeft -= 1;
    if (this.#sweepsLeft > 0) return false;
    this.#sweepsLeft = everySweeps;
    return true;
  }
}
