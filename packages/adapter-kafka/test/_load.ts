import assert from 'node:assert/strict';
import { type CommandLog, type LogRecord, PortError } from '@fintech/ports';

export interface LoadResult {
  /** Texts of the appends that were answered. */
  readonly acknowledged: readonly string[];
  /** Texts of those that ended as `log_append_unknown`. */
  readonly unknown: readonly string[];
  /** The longest time between two answers, in milliseconds. */
  readonly longestSilenceMs: number;
}

/** Appends from `clients` callers at once, each after its last answer, until it is stopped. */
export function startLoad(log: CommandLog, clients: number): () => Promise<LoadResult> {
  const acknowledged: string[] = [];
  const unknown: string[] = [];
  let isStopping = false;
  let number = 0;
  let lastAnswerAt = performance.now();
  let longestSilenceMs = 0;

  const runClient = async () => {
    while (!isStopping) {
      number += 1;
      const text = `command ${number}`;
      try {
        await log.append(Buffer.from(text), []);
        acknowledged.push(text);
        longestSilenceMs = Math.max(longestSilenceMs, performance.now() - lastAnswerAt);
        lastAnswerAt = performance.now();
      } catch (error) {
        assert.ok(error instanceof PortError && error.code === 'log_append_unknown', String(error));
        unknown.push(text);
      }
    }
  };
  const running = Promise.all(Array.from({ length: clients }, runClient));
  return async () => {
    isStopping = true;
    await running;
    return { acknowledged, unknown, longestSilenceMs };
  };
}

/** Everything that a subscription from the beginning has been given. */
export function collect(log: CommandLog): { readonly records: LogRecord[]; texts(): string[] } {
  const records: LogRecord[] = [];
  log.subscribe(0, delivered => {
    for (const record of delivered) {
      assert.equal(record.offset, records.length);
      records.push(record);
    }
  });
  return { records, texts: () => records.map(({ bytes }) => Buffer.from(bytes).toString()) };
}
