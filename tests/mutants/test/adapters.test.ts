import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { type TempDirectory, tempDirectory } from '@fintech/testkit';
import { describeOn, wholeStack } from '@fintech/testkit/stack';
import { mutants } from '../src/adapters/index.ts';
import { type AdapterResult, resultsPage } from '../src/adapters/results-page.ts';
import { type AdapterSuite, suites } from '../src/adapters/suites.ts';
import { RepositoryCopy } from '../src/repository-copy.ts';

/** A suite may have to start three brokers first. */
const limits = { testTimeoutMs: 60_000, runTimeoutMs: 120_000 };
const used = [...new Set(mutants.map(({ suite }) => suite))];

await describeOn('bugs in the adapters', wholeStack(), stack => {
  const results: AdapterResult[] = [];
  let directory: TempDirectory;
  let copy: RepositoryCopy;

  before(async () => {
    directory = await tempDirectory();
    copy = await RepositoryCopy.make(join(directory.path, 'copy'), limits);
    const file = join(directory.path, 'stack.json');
    writeFileSync(file, JSON.stringify(stack()), { mode: 0o600 });
    process.env.TEST_STACK = file;
  });

  after(async () => {
    await directory[Symbol.asyncDispose]();
    const page = process.env.MUTANTS_REPORT;
    if (page !== undefined) writeFileSync(page, resultsPage(results, new Date().toISOString().slice(0, 10)));
  });

  for (const [i, suite] of used.entries()) {
    it(`none, ${i + 1} of ${used.length}: ${suite}`, async () => {
      const tests = testsOf(suite);
      const { how, passedTests } = await copy.run(suites[suite], tests);
      assert.deepEqual(new Set(passedTests), new Set(tests), how);
    });
  }

  for (const [i, mutant] of mutants.entries()) {
    it(`${i + 1} of ${mutants.length}: ${mutant.name}`, async t => {
      const { name, suite, test } = mutant;
      const { passed, caughtBy, how, seconds } = await copy.runMutant(mutant, suites[suite], [test]);
      results.push({ mutant, passed, how, seconds });
      t.diagnostic(`${suite}: ${caughtBy}: ${how}`);
      assert.equal(caughtBy, test, `nobody has noticed that ${name}`);
    });
  }
});

function testsOf(wanted: AdapterSuite): string[] {
  return [...new Set(mutants.filter(({ suite }) => suite === wanted).map(({ test }) => test))];
}
