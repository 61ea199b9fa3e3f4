/** What Node's test runner counts. */
export interface Counts {
  readonly tests: number;
  readonly suites: number;
  readonly passed: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly todo: number;
}

export interface StepResult {
  readonly passed: boolean;
  readonly counts: Counts;
  /** Why a step failed, where its output does not say it. */
  readonly reason?: string;
}

export const noCounts: Counts = {
  tests: 0,
  suites: 0,
  passed: 0,

  cancelled: 0,
  skipped: 0,
  todo: 0,
};

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Prints one line per step, and the counts of all tests in the words of Node's own reporter, so that whoever reads
 * the end of a log, person or program, finds what they are used to. Returns whether every step passed.
 */
export function summarise(
  results: ReadonlyMap<string, StepResult & { readonly durationMs: number }>,
): boolean {
  print('');
  for (const [name, { passed, durationMs, reason }] of results) {
    const seconds = `${(durationMs / 1000).toFixed(1)} s`;
    print(`${passed ? '✔' : '✖'} ${name.padEnd(12)} ${seconds.padStart(8)}${reason ? `  ${reason}` : ''}`);
  }
  const all = [...results.values()];
  const total = (key: keyof Counts) => all.reduce((sum, { counts }) => sum + counts[key], 0);
  print('');
  print(`# tests ${total('tests')}`);
  print(`# suites ${total('suites')}`);
  print(`# pass ${total('passed')}`);
  print(`# fail ${total('tests') - total('passed') - total('cancelled') - total('skipped') - total('todo')}`);
  print(`# cancelled ${total('cancelled')}`);
  print(`# skipped ${total('skipped')}`);
  print(`# todo ${total('todo')}`);
  print(`# duration_ms ${Math.round(all.reduce((sum, { durationMs }) => sum + durationMs, 0))}`);
  return all.every(({ passed }) => passed);
}
