import { isDeepStrictEqual } from 'node:util';
import { type Applied, Ledger } from '@fintech/ledger';
import type { LogRecord } from '@fintech/ports';
import { sha256 } from '@fintech/runtime';
import { NaiveLedger } from '@fintech/testkit/model';

const hourMs = 3_600_000;
/** What every replica has by default. */
const settings = { keyWindowMs: 48 * hourMs, maxAccounts: 16_000_000 };

/** What a record of the log must have come to. */
export interface Verdict {
  /** The next offset after the record, and the chain and the position up to there. */
  readonly nextOffset: number;
  readonly position: number;
  readonly chain: string;
  /** By the naive model. */
  readonly results: readonly Applied[];
  /** Where the real ledger decides otherwise. */
  readonly differences: readonly string[];
}

/** The books after all that was judged. */
export interface Books {
  /** Sums of all balances by the real ledger, by currency. */
  readonly totals: ReadonlyMap<string, number>;
  /** Balances by the naive model, by account. */
  readonly balances: ReadonlyMap<string, number>;
}

/**
 * Works out what must come of the log. The real ledger decodes the records and gives the chain; the naive model decides, and the
 * two are compared.
 */
export class Judge {
  readonly #ledger = new Ledger({ sha256, ...settings });
  readonly #model = new NaiveLedger(settings);

  judge({ offset, bytes }: Pick<LogRecord, 'offset' | 'bytes'>): Verdict {
    const { chain, results } = this.#ledger.applyRecord(offset, bytes);
    const expected = results.map(({ command }) => this.#model.apply(command));
    const differences = results.flatMap((applied, index) => difference(applied, expected[index]));
    const { nextOffset, position } = this.#ledger;
    return { nextOffset, position, chain, results: expected, differences };
  }

  books(): Books {
    const balances = this.#model.accounts().map(({ id, balance }) => [id, balance] as const);
    return { totals: this.#ledger.totals(), balances: new Map(balances) };
  }
}

function difference(applied: Applied, expected: Applied | undefined): string[] {
  if (expected !== undefined && isDeepStrictEqual(plain(applied), plain(expected))) return [];
  return [
    `the model decides position ${applied.position} as ${describe(expected)}, the ledger as ${describe(applied)}`,
  ];
}

/** A result without its class, to be compared with the model's. */
function plain({ position, time, code, original, leg, postings }: Applied) {
  return { position, time, code, original, leg, postings };
}

const describe = (applied: Applied | undefined): string =>
  JSON.stringify(applied === undefined ? undefined : plain(applied));
