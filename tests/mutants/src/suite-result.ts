import type { Failure, RunReport } from './run-report.ts';

export interface SuiteResult {
  /** Whether all tests passed. */
  readonly passed: boolean;
  /** Names of the tests that passed. */
  readonly passedTests: readonly string[];
  /** The invariant or the test that failed first. */
  readonly caughtBy: string;
  /** What it said, in one line. */
  readonly how: string;
}

const longestMessage = 160;

/** @throws Error when the sources do not even load, the servers could not be had, or no test ran: then nothing was noticed */
export function toResult(report: RunReport | undefined): SuiteResult {
  if (report === undefined)
    return { passed: false, passedTests: [], caughtBy: 'it never ended', how: 'it never ended' };
  const { passed: passedTests, failed, skipped, stderr } = report;
  const unloadable = /(SyntaxError|ERR_MODULE_NOT_FOUND|ERR_INVALID_TYPESCRIPT_SYNTAX).*/.exec(stderr);
  if (unloadable !== null) throw new Error(`the sources do not load: ${unloadable[0]}`);
  const broken = failed.find(({ kind }) => kind === 'hookFailed');
  if (broken !== undefined) throw new Error(`the tests could not begin: ${broken.message}`);
  if (skipped > 0) throw new Error(`${skipped} tests were skipped`);
  const [first] = failed;
  if (first === undefined && passedTests.length === 0) throw new Error('no test ran');
  if (first === undefined) return { passed: true, passedTests, caughtBy: 'nothing', how: 'no test failed' };
  return { passed: false, passedTests, caughtBy: invariantIn(first) ?? first.test, how: oneLine(first) };
}

function invariantIn({ message }: Failure): string | undefined {
  return /^ *(?:I\d+|R10|model|errors) [^:\n]+/m.exec(message)?.[0].trim();
}

/** Without the words that assertions of equality begin with. */
function oneLine({ message }: Failure): string {
  const line = message
    .replaceAll(/\s+/g, ' ')
    .replace(
      /^Expected values to be strictly (?:deep-)?equal: (?:\+ actual - expected )?(?:\.\.\. Skipped lines )?/,
      '',
    )
    .trim();
  return line.length > longestMessage ? `${line.slice(0, longestMessage)} …` : line;
}
