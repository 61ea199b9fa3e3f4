import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import { parseConfig } from './config.ts';
import { verifyLedger } from './verify-ledger.ts';

const usage = `Proves the books of a stopped wallet: replays the whole log from its first record, and compares the hash chain, every
stored outcome and every stored balance with what comes out.

Usage: npm run verify          (DATA_DIR names the data directory; default ./data)

Exits 0 when everything agrees, 1 when something does not.
`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const { dataDirectory } = parseConfig(process.env);
  const fail = (error: unknown): never => {
    throw error;
  };
  await using adapters = await openSqliteAdapters({ directory: dataDirectory, onHalt: fail });
  const report = await verifyLedger(adapters, message => process.stderr.write(`${message}\n`));
  for (const line of report.lines) process.stdout.write(`${line}\n`);
  for (const problem of report.problems) process.stdout.write(`PROBLEM ${problem}\n`);
  process.stdout.write(report.problems.length === 0 ? 'verified\n' : 'NOT verified\n');
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`cannot verify: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
