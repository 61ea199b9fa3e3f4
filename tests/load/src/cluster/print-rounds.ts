import { median } from '../median.ts';
import { print } from '../say.ts';
import { describeCpu } from './cpu-by-part.ts';
import type { Measured } from './subjects.ts';

export interface Round {
  readonly hello: Measured;
  readonly standalone: Measured;
  readonly cluster: Measured;
  /** The cluster, where everybody pays the same account. */
  readonly hot: Measured;
}

const names = ['hello', 'standalone', 'cluster', 'hot'] as const;

export function printRounds(connections: number, rounds: readonly Round[]): void {
  print(`\n${connections} connections`);
  for (const name of names) printSubject(name, rounds);
  printRatio('cluster / hello', rounds, ({ cluster, hello }) => [cluster, hello]);
  printRatio('cluster / standalone', rounds, ({ cluster, standalone }) => [cluster, standalone]);
  printRatio('standalone / hello', rounds, ({ standalone, hello }) => [standalone, hello]);
  printRatio('hot account / uniform', rounds, ({ hot, cluster }) => [hot, cluster]);
  const parts = [...(rounds[0]?.cluster.cpu.keys() ?? [])];
  const cpu = new Map(
    parts.map(part => [part, median(rounds.map(({ cluster }) => cluster.cpu.get(part) ?? 0))]),
  );
  print(`  CPU of a transfer in the cluster, µs: ${describeCpu(cpu)}`);
}

function printSubject(name: (typeof names)[number], rounds: readonly Round[]): void {
  const of = (pick: (measured: Measured) => number) => median(rounds.map(round => pick(round[name])));
  const sum = (pick: (measured: Measured) => number) =>
    rounds.reduce((total, round) => total + pick(round[name]), 0);
  const rate = of(measured => measured.answeredPerSecond);
  const [p50, p99] = [of(measured => measured.p50), of(measured => measured.p99)];
  const lateMs = Math.max(...rounds.map(round => round[name].caughtUpMs));
  print(
    `  ${name.padEnd(10)} ${rate.toFixed(0).padStart(7)}/s  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms` +
      `  refused ${sum(measured => measured.refused)}  broken ${sum(measured => measured.broken)}` +
      (name === 'hello' ? '' : `  read model at most ${(lateMs / 1000).toFixed(1)} s behind at the end`),
  );
}

/** The median of the ratios of each round, whose measurements followed each other. */
function printRatio(
  label: string,
  rounds: readonly Round[],
  of: (round: Round) => readonly [Measured, Measured],
): void {
  const ratios = rounds.map(round => {
    const [ours, other] = of(round);
    return ours.answeredPerSecond / other.answeredPerSecond;
  });
  const spread = `${Math.min(...ratios).toFixed(3)} … ${Math.max(...ratios).toFixed(3)}`;
  print(`  ${label.padEnd(22)} ${median(ratios).toFixed(3)}  (${spread})`);
}
