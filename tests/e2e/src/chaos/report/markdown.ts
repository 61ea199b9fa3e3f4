import type { ChaosReport, KindSummary } from './chaos-report.ts';
import { cpuTable } from './cpu-table.ts';
import { slowRecoveries } from './slow-recoveries.ts';
import { table } from './table.ts';

/** The report for people. */
export function toMarkdown(report: ChaosReport): string {
  const { transfers, proof } = report;
  const day = report.startedAt.slice(0, 10);
  const total = report.events.length;
  const sections = [
    `# Chaos run of ${day}`,
    `${report.passed ? 'Passed' : '**Failed**'}: ${total} faults in ${report.minutes.toFixed(1)} minutes under load, ` +
      `${report.violationCount} violations. Made by \`npm run chaos\` with seed ${report.seed} on commit ` +
      `\`${report.commit.slice(0, 12)}\`, begun ${report.startedAt}. Machine: ${report.machine}; three brokers, three ` +
      'MongoDB members, three Redis with three Sentinels, two identity and three transaction processes, the proxy and the ' +
      'load all on it.',
    ...(report.passed
      ? []
      : ['## What failed', bullets(report.violations.map(text => text.replaceAll('\n', ' ')))]),
    '## Faults and recovery',
    'Recovery is the time from the injection (where the system must refuse until it is healed: from the healing) until 99 % of ' +
      'all requests of every further second were answered within a second. Beside it, the same of that kind of request which took ' +
      'longest each time: transfers, reads, or the identity service. There a second holds 20 reads, and 99 % of them are all. ' +
      'The share of transfers is over the whole time that a fault lasted. The load is late when the process that makes the ' +
      'requests stands still itself; then they all seem slow. The most of it is shown.',
    kindsTable(report.kinds),
    '## Slow recoveries',
    ...slowRecoveries(report),
    '## Requests',
    countsTable('Transfers', {
      'asked for': transfers.asked,
      posted: transfers.posted,
      ...prefixed('refused: ', transfers.refused),
      'unknown after the first request': transfers.unknownAtFirst,
      ...prefixed('of these decided later as ', transfers.decidedLater),
      'never decided': transfers.undecided,
      'repeats of decided ones, all answered alike': transfers.repeatsOfKnown,
    }),
    countsTable('Why unknown (all requests)', report.unknownReasons),
    countsTable('Reads', report.reads),
    countsTable('Identity', report.identity),
    countsTable('Load, per second', report.load),
    countsTable('Requests served', report.servedBy),
    '## Memory of our processes, MB',
    table(
      ['process', 'at first', 'median', 'largest'],
      report.memory.map(({ name, firstMb, medianMb, maxMb }) => [
        name,
        `${firstMb}`,
        `${medianMb}`,
        `${maxMb}`,
      ]),
    ),
    '## Processor, percent of one core',
    'The load is one process with the proxy and the judge; `idle` is what nobody used of all cores.',
    cpuTable(report.timeline),
    '## Proof',
    proof === undefined
      ? 'The checks at the end were not reached.'
      : `The log of ${proof.commands} commands in ${proof.records} records was replayed through the naive model and the real ` +
        'ledger and compared with every answer; all replicas had its chain; ' +
        `${proof.events.told} events told others what became of every transfer, in the order of the log and with what it says, ` +
        `and ${proof.events.repeated} of them came again; ${proof.lookedUp} transfers were looked up by id. \`verify\` said:\n\n\`\`\`\n${proof.verify.trim()}\n\`\`\``,
  ];
  return `${sections.join('\n\n')}\n`;
}

function kindsTable(kinds: readonly KindSummary[]): string {
  const heads = [
    'fault',
    'times',
    'recovery, median',
    'largest',
    'goal',
    'within goal',
    'slowest kind alone, largest',
    'within goal',
    'transfers within 1 s',
    'worst',
    'answered at first',
    'load late by',
  ];
  return table(
    heads,
    kinds.map(kind => [
      kind.kind,
      String(kind.times),
      seconds(kind.medianMs),
      seconds(kind.maxMs),
      kind.goalMs === undefined ? '–' : seconds(kind.goalMs),
      kind.goalMs === undefined ? '–' : `${kind.withinGoal} of ${kind.times}`,
      seconds(kind.slowestMaxMs),
      kind.goalMs === undefined ? '–' : `${kind.slowestWithinGoal} of ${kind.times}`,
      percent(kind.promptShare),
      percent(kind.worstPromptShare),
      percent(kind.decidedShare),
      seconds(kind.maxOwnDelayMs),
    ]),
  );
}

const countsTable = (title: string, counts: Readonly<Record<string, number>>): string =>
  table(
    [title, ''],
    Object.entries(counts).map(([name, value]) => [name, String(value)]),
  );

const bullets = (lines: readonly string[]): string => lines.map(line => `- ${line}`).join('\n');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function prefixed(prefix: string, counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [prefix + name, value]));
}
