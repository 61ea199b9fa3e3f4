import type { AdapterMutant } from './suites.ts';
import { suites } from './suites.ts';

/** What became of one mutant. */
export interface AdapterResult {
  readonly mutant: AdapterMutant;
  readonly passed: boolean;
  readonly how: string;
  readonly seconds: number;
}

/** The results of one run as a document. */
export function resultsPage(results: readonly AdapterResult[], date: string): string {
  const caught = results.filter(({ passed }) => !passed).length;
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  const rows = results.map(({ mutant: { name, file, suite, test }, passed, how }) => {
    const [testFile = ''] = suites[suite].files;
    const noticed = passed ? '**nobody**' : `${nameOf(testFile)}: ${test}`;
    return `| ${name} | ${nameOf(file)} | ${noticed} | ${cell(how)} |`;
  });
  return `# Deliberate bugs in the adapters, ${date}

Each row is one bug that was put into a copy of the repository. Then the one test that is named was run: against three
brokers, three MongoDB members, and three Redis nodes with Sentinels; those of \`client/\` and \`ordered-reader\` need no server.
Without a bug each of these tests passes, as the same run made sure first, and every bug compiles. What the test said is
cut short: \`+\` is what came, \`-\` what was expected. Files are named from \`packages/\`.

${caught} of ${results.length} bugs were noticed, in ${Math.round(seconds)} seconds. To repeat it: \`npm run mutants:adapters\`.

| bug | in | noticed by | how it failed |
|---|---|---|---|
${rows.join('\n')}
`;
}

/** \`adapter-kafka/log/command-log.ts\` */
function nameOf(path: string): string {
  return `\`${path.replace(/^packages\//, '').replace(/\/(src|test)\//, '/')}\``;
}

/** Messages hold what would be markup in a table. */
function cell(message: string): string {
  return `\`${message.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
