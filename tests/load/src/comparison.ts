import { writeFile } from 'node:fs/promises';
import { signUpSenders } from './senders.ts';
import { type Measurement, wrk } from './wrk.ts';

export interface Payments {
  readonly url: string;
  /** File of access tokens and names, as transfers.lua reads it. */
  readonly senders: string;
  readonly connections: number;
  readonly seconds: number;
  /** Whether everybody pays somebody else, or all pay one account. */
  readonly spread: 'uniform' | 'hot';
}

/** Signs people up at an address and writes down their tokens. */
export async function prepareSenders(url: string, count: number, file: string): Promise<void> {
  const senders = await signUpSenders(url, count);
  const lines = senders.map(({ token, username }) => `${token} ${username}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
}

/** Measures durable, authenticated transfers, each with a key of its own. */
export function pay({ url, senders, connections, seconds, spread }: Payments): Promise<Measurement> {
  const path = new URL('./transfers.lua', import.meta.url).pathname;
  const args = [senders, spread, `${spread}-${process.hrtime.bigint()}-`, String(process.pid)];
  return wrk({ url, connections, seconds, script: { path, args } });
}

/** Rounds in which the same things were measured in turns. */
export class Comparison<Name extends string> {
  readonly #rounds: Readonly<Record<Name, Measurement>>[] = [];

  add(round: Readonly<Record<Name, Measurement>>): void {
    this.#rounds.push(round);
  }

  /** Median over the rounds of how many of `name` came on one of `base`. */
  ratio(name: Name, base: Name): number {
    return median(this.#rounds.map(round => round[name].requestsPerSecond / round[base].requestsPerSecond));
  }

  /** One line: rate, latencies, refusals. */
  describe(name: Name): string {
    const of = (pick: (measurement: Measurement) => number) =>
      median(this.#rounds.map(round => pick(round[name])));
    const rate = of(({ requestsPerSecond }) => requestsPerSecond);
    const [p50, p99] = [of(measurement => measurement.p50), of(measurement => measurement.p99)];
    const refused = this.#rounds.reduce((sum, round) => sum + round[name].refused, 0);
    const latencies = `p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms`;
    return `  ${name.padEnd(12)}${rate.toFixed(0).padStart(7)}/s  ${latencies}  refused ${refused}`;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
