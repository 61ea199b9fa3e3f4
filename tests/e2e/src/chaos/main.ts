import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './chaos-run.ts';
import { chooseFaults, defaultPeople, ratesFor } from './options.ts';
import { toMarkdown } from './report/markdown.ts';

/*
  npm run chaos -- [--minutes 60] [--seed 7] [--faults kafka,redis] [--at-once 2] [--rate 200] [--people 20] [--report FILE]
  FILE gets the report as Markdown, and next to it with the ending .json everything that was seen.
*/
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    faults: { type: 'string', default: '' },
    'at-once': { type: 'string', default: '1' },
    rate: { type: 'string', default: '200' },
    people: { type: 'string', default: String(defaultPeople) },
    report: { type: 'string' },
  },
});

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
