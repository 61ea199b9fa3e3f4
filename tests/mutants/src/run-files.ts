import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import type { Failure, RunReport, RunRequest } from './run-report.ts';

/** Runs test files as the request in the first argument says, and prints the report as JSON. */
async function main(argument: string): Promise<void> {
  const { files, tests, testTimeoutMs }: RunRequest = JSON.parse(argument);
  const passed: string[] = [];
  const failed: Failure[] = [];
  let skipped = 0;
  let stderr = '';
  const stream = run({
    files: [...files],
    concurrency: 1,
    testNamePatterns: tests.map(endsWith),
    // What a test leaves open when it fails must not keep its process alive.
    execArgv: [`--test-timeout=${testTimeoutMs}`, '--test-force-exit'],
  });
  stream.on('test:pass', ({ name, skip, details }) => {
    // A file counts as a test too, and passes when none of its tests was to be run.
    if (details.type === 'suite' || files.some(file => name.endsWith(file))) return;
    if (skip === undefined) passed.push(name);
    else skipped += 1;
  });
  stream.on('test:fail', ({ name, details }) => failed.push(failureOf(name, details.error)));
  stream.on('test:stderr', ({ message }) => {
    stderr += message;
  });
  await finished(stream.resume());
  const report: RunReport = { passed, failed: failed.filter(isCause), skipped, stderr };
  process.stdout.write(JSON.stringify(report));
}

/** Names of tests are matched together with those of the suites around them. */
const endsWith = (name: string): RegExp => new RegExp(`${name.replaceAll(/[^\w ]/g, '\\$&')}$`);

function failureOf(test: string, error: Error): Failure {
  const { cause } = error;
  const message = cause instanceof Error ? cause.message : String(cause ?? error.message);
  const kind = 'failureType' in error ? String(error.failureType) : 'unknown';
  return { test, message, kind };
}

/** Suites fail with their tests, and tests are cancelled with their suites. */
const isCause = ({ kind }: Failure): boolean => !['subtestsFailed', 'cancelledByParent'].includes(kind);

await main(process.argv[2] ?? '');
