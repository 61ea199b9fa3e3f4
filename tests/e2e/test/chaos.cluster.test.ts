import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { missingNetwork, missingServers } from '@fintech/testkit/stack';
import { runChaos } from '../src/chaos/chaos-run.ts';
import { chooseFaults, defaultPeople, ratesFor } from '../src/chaos/options.ts';
import { toMarkdown } from '../src/chaos/report/markdown.ts';

const minutes = Number(process.env.CHAOS_MINUTES ?? 3);
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);
/** How fast it recovers is measured by `npm run chaos` on a machine of its own. Here it is enough that it does. */
const recoverWithinMs = 120_000;
const isComplete = process.env.CI === 'true';

/** On a machine that cannot have everything the run is skipped, or does without cut cables; with CI=true it must have all. */
async function missing(): Promise<string | undefined> {
  const servers = await missingServers(isComplete);
  return servers ?? (isComplete ? await missingNetwork() : undefined);
}

const reason = await missing();
const skip = isComplete ? false : reason;

test(`${minutes} minutes of faults under load, seed ${seed}`, { skip }, async context => {
  assert.equal(reason, undefined);
  const directory = await mkdtemp(join(tmpdir(), 'fintech-chaos-'));
  const report = await runChaos(
    {
      seed,
      minutes,
      faults: chooseFaults(process.env.CHAOS_FAULTS ?? ''),
      faultsAtOnce: 1,
      people: defaultPeople,
      rates: ratesFor(Number(process.env.CHAOS_RATE ?? 100)),
      recoverWithinMs,
      onProgress: line => context.diagnostic(line),
    },
    directory,
  );
  context.diagnostic(toMarkdown(report));
  assert.deepEqual(report.violations, [], `data and logs are kept in ${directory}; seed ${seed}`);
  assert.ok(report.events.length > 0 && report.transfers.posted > 0, 'the faults came under load');
  await rm(directory, { recursive: true, force: true });
});
