import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { missingServers } from '@fintech/testkit/stack';
import { runChaos } from './chaos-run.ts';
import { allFaults } from './faults/all-faults.ts';
import { chooseFaults, defaultPeople, ratesFor } from './options.ts';
import { toMarkdown } from './report/markdown.ts';

const usage = `Breaks the cluster form under load, and holds every answer against the log.

  npm run chaos -- [options]

  --minutes 3       how long faults are injected
  --rate 200        transfers a second; everything else in proportion
  --people 20       senders and recipients
  --faults kafka    only those whose names hold one of these words, separated by commas
  --at-once 1       faults that come together, 1 or 2, of different parts
  --seed N          decides the load and the order of faults
  --report FILE     writes the report as Markdown, and beside it, ending in .json, everything that was seen
  --help

The faults: ${allFaults.map(({ kind }) => kind).join(', ')}.
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    faults: { type: 'string', default: '' },
    'at-once': { type: 'string', default: '1' },
    rate: { type: 'string', default: '200' },
    people: { type: 'string', default: String(defaultPeople) },
    report: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const missing = await missingServers(true);
if (missing !== undefined) {
  process.stderr.write(`${missing}\n`);
  process.exit(1);
}

/** Some seconds are what we want, and each kind of fault has its goal; this is a hang. */
const recoverWithinMs = 40_000;

const print = (line: string) =>
  void process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
// What is to be removed is removed at the exit, whatever the reason.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    print(`ended by ${signal}`);
    process.exit(1);
  });
}
const directory = await mkdtemp(join(tmpdir(), 'fintech-chaos-'));
const report = await runChaos(
  {
    seed: Number(values.seed),
    minutes: Number(values.minutes),
    faults: chooseFaults(values.faults),
    faultsAtOnce: values['at-once'] === '2' ? 2 : 1,
    people: Number(values.people),
    rates: ratesFor(Number(values.rate)),
    recoverWithinMs,
    onProgress: print,
  },
  directory,
);
const markdown = toMarkdown(report);
process.stdout.write(`\n${markdown}`);
if (values.report !== undefined) {
  await mkdir(dirname(values.report), { recursive: true });
  await writeFile(values.report, markdown);
  await writeFile(values.report.replace(/(\.md)?$/, '.json'), `${JSON.stringify(report, undefined, 1)}\n`);
}
if (report.passed) await rm(directory, { recursive: true, force: true });
else print(`data and logs are kept in ${directory}`);
process.exitCode = report.passed ? 0 : 1;
