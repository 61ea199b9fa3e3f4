import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { tempDirectory } from '@fintech/testkit';
import type { Mutant, SuiteName } from './mutants/mutant.ts';
import { type MutantResult, RepositoryCopy } from './mutation-run.ts';

/** Lets each worker take items until none is left. */
async function share<Item>(
  items: readonly Item[],
  workers: number,
  work: (item: Item, worker: number) => Promise<void>,
) {
  const left = items.values();
  const takeAll = async (worker: number) => {
    for (const item of left) await work(item, worker);
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => takeAll(worker)));
}

/** Fails unless the suite of each mutant passes without it and fails with it. `workers`: how many run at once. */
export async function assertAllNoticed(
  t: TestContext,
  mutants: readonly Mutant[],
  workers: number,
): Promise<void> {
  await using directory = await tempDirectory();
  const copies = Array.from(
    { length: workers },
    (_, worker) => new RepositoryCopy(join(directory.path, `copy${worker}`)),
  );
  const copyOf = (worker: number): RepositoryCopy => {
    const copy = copies[worker];
    assert.ok(copy);
    return copy;
  };

  const used = new Set<SuiteName>(mutants.map(({ suite }) => suite));
  await share([...used], workers, async (suite, worker) => {
    const { passed, caughtBy } = await copyOf(worker).run(suite);
    assert.ok(passed, `without a bug, ${suite} must pass: ${caughtBy}`);
  });

  const results: MutantResult[] = [];
  await share(mutants, workers, async (mutant, worker) => {
    const result = await copyOf(worker).runMutant(mutant);
    results.push(result);
    const seconds = result.seconds.toFixed(1).padStart(5);
    t.diagnostic(`${seconds} s  ${mutant.name}  |  ${mutant.suite}: ${result.caughtBy}`);
  });
  const survivors = results.filter(({ passed }) => passed).map(({ mutant }) => mutant.name);
  assert.deepEqual(survivors, [], 'bugs that no test notices');
}
