import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempDirectory } from '@fintech/testkit';
import { mutants } from '../src/embedded/index.ts';
import { suites } from '../src/embedded/suites.ts';
import { RepositoryCopy } from '../src/repository-copy.ts';

/** Two copies of the repository take turns; more would only wait for each other. */
const workers = 2;
/** Much longer than any suite needs, since a busy machine must not make one fail. One of the bugs makes its suite hang. */
const limits = { testTimeoutMs: 60_000, runTimeoutMs: 60_000 };

/** Lets each worker take items until none is left. */
async function share<Item>(items: readonly Item[], work: (item: Item, worker: number) => Promise<void>) {
  const left = items.values();
  const takeAll = async (worker: number) => {
    for (const item of left) await work(item, worker);
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => takeAll(worker)));
}

test('the tests notice every bug on the list', async t => {
  await using directory = await tempDirectory();
  const copies = await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      RepositoryCopy.make(join(directory.path, `copy${worker}`), limits),
    ),
  );
  const copyOf = (worker: number): RepositoryCopy => {
    const copy = copies[worker];
    assert.ok(copy);
    return copy;
  };

  const used = new Set(mutants.map(({ suite }) => suite));
  await share([...used], async (suite, worker) => {
    const { passed, caughtBy } = await copyOf(worker).run(suites[suite]);
    assert.ok(passed, `without a bug, ${suite} must pass: ${caughtBy}`);
  });

  const survivors: string[] = [];
  await share(mutants, async (mutant, worker) => {
    const { name, suite } = mutant;
    const result = await copyOf(worker).runMutant(mutant, suites[suite]);
    if (result.passed) survivors.push(name);
    t.diagnostic(`${result.seconds.toFixed(1).padStart(5)} s  ${name}  |  ${suite}: ${result.caughtBy}`);
  });
  assert.deepEqual(survivors, [], 'bugs that no test notices');
});
