import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { SharedServers } from './shared-servers.ts';
import { type Counts, noCounts, print, type StepResult, summarise } from './test-summary.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Longer than the longest test, which is some minutes of chaos. */
const hungTestMs = 900_000;

/**
 * Tests of what talks to Kafka, MongoDB and Redis, and of the settings with which Compose starts these. They get real ones;
 * those that break servers start their own. What takes longest comes first, so that none is left alone in the end.
 */
const onServers = [
  'packages/adapter-kafka/test/**/*.int.test.ts',
  'packages/testkit/test/**/*.int.test.ts',
  'tests/deploy/**/*.test.ts',
  'packages/adapter-redis/test/**/*.int.test.ts',
  'packages/adapter-mongodb/test/**/*.int.test.ts',
  'apps/cluster/test/**/*.int.test.ts',
];

/** Puts bugs into the adapters, and runs their tests on real servers over and over. */
const adapterMutants = 'tests/mutants/test/adapters.test.ts';

/** End-to-end tests of what only the cluster form has. */
const ofCluster = 'tests/e2e/test/*.cluster.test.ts';

/** Starts servers of its own, and breaks them for some minutes. */
const chaos = 'tests/e2e/test/chaos.cluster.test.ts';

// Hundreds of processes load the same modules; without it each of them strips their types and compiles them again.
process.env.NODE_COMPILE_CACHE ??= `${root}node_modules/.cache/tests`;

await using servers = new SharedServers();

/** Every step of `npm test`, in the order of cost. `node scripts/test.ts tidy unit` runs only those named. */
const steps: Readonly<Record<string, () => Promise<StepResult>>> = {
  types: () => runTool('tsc'),
  lint: () => runTool('biome', 'check'),
  tidy: () => runTests(2, 'scripts/tidy/**/*.test.ts'),
  unit: () =>
    runTests(2, '{{packages,services,apps}/*,scripts/stack,tests/load}/test/**/*.test.ts', ...onServers),
  simulation: () => runTests(2, 'tests/{simulation,mutants}/**/*.test.ts', adapterMutants),
  e2e: () => runTests(2, 'tests/e2e/**/*.test.ts', ofCluster),
  // The last ones share one stack of servers, which would only be in the way of the others. Here several files run at once
  // because they spend most of their time waiting for servers to come back.
  servers: () => runOnServers(4, onServers),
  'e2e-cluster': () =>
    runOnCluster('tests/e2e/test/{{money,tokens,bad-input,fuzz,kill,story},*.cluster}.test.ts', chaos),
  'adapter-mutants': () => runOnServers(1, adapterMutants),
  // It has servers of its own, and measures.
  chaos: async () => {
    await servers.stop();
    return runTests(1, chaos);
  },
};

/** Steps that run only when they are named: they take minutes, and show something about the tests, not about the product. */
const onRequest: ReadonlySet<string> = new Set(['adapter-mutants']);

/** Runs one of the repository's own command-line tools; npm scripts have them on the path. */
async function runTool(command: string, ...args: string[]): Promise<StepResult> {
  const child = spawn(`${root}node_modules/.bin/${command}`, args, { cwd: root, stdio: 'inherit' });
  const [exitCode] = await once(child, 'exit');
  return { passed: exitCode === 0, counts: noCounts };
}

/** Runs test files that share one stack of servers. */
async function runOnServers(
  concurrency: number,
  patterns: string | readonly string[],
  ...except: string[]
): Promise<StepResult> {
  try {
    await servers.start();
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    return { passed: false, counts: noCounts, reason: 'the servers did not start' };
  }
  return runTests(concurrency, patterns, ...except);
}

/** The same end-to-end suites against the cluster form. What repeats itself is repeated less: the code is the same. */
async function runOnCluster(pattern: string, ...except: string[]): Promise<StepResult> {
  const settings = { WALLET_FORM: 'cluster', KILLS: '3', FUZZ_REQUESTS: '1000' };
  const before = { ...process.env };
  Object.assign(process.env, settings);
  try {
    return await runOnServers(1, pattern, ...except);
  } finally {
    process.env = before;
  }
}

/**
 * Runs test files, each in its own process, in the order of the patterns. A pattern without any is a failure: a suite must
 * not vanish by a renamed folder.
 */
async function runTests(
  concurrency: number,
  patterns: string | readonly string[],
  ...except: string[]
): Promise<StepResult> {
  const exclude = ['**/node_modules/**', ...except];
  const files: string[] = [];
  for (const pattern of [patterns].flat()) {
    const found = globSync(pattern, { cwd: root, exclude });
    if (found.length === 0) return { passed: false, counts: noCounts, reason: `no test matches ${pattern}` };
    files.push(...found.map(path => root + path));
  }
  let counts: Counts = noCounts;
  let passed = false;
  const stream = run({ files, concurrency, cwd: root, timeout: hungTestMs });
  stream.on('test:summary', summary => {
    // Each file is summed up too; only the sum of all of them has no file.
    if (summary.file !== undefined) return;
    counts = summary.counts;
    passed = summary.success;
  });
  for await (const line of stream.compose(spec)) process.stdout.write(line);
  if (process.env.CI === 'true' && counts.skipped > 0) {
    return { passed: false, counts, reason: `${counts.skipped} skipped, and CI=true allows none` };
  }
  return { passed, counts };
}

async function main(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter(name => !(name in steps));
  if (unknown.length > 0)
    throw new Error(`No step ${unknown.join(', ')}; there are: ${Object.keys(steps).join(', ')}`);
  const results = new Map<string, StepResult & { readonly durationMs: number }>();
  for (const [name, runStep] of Object.entries(steps)) {
    if (chosen.length > 0 ? !chosen.includes(name) : onRequest.has(name)) continue;
    print(`\n▶ ${name}`);
    const startedAt = performance.now();
    results.set(name, { ...(await runStep()), durationMs: performance.now() - startedAt });
  }
  process.exitCode = summarise(results) ? 0 : 1;
}

await main(process.argv.slice(2));
