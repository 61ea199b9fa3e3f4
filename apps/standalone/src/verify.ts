import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqliteAdapters } from '@fintech/adapter-sqlite';
import { LedgerHalt } from '@fintech/ledger';
import { PortError } from '@fintech/ports';
import { sha256 } from '@fintech/runtime';
import { verifyLedger } from '@fintech/transaction';
import { parseConfig } from './config.ts';

const usage = `Proves the books of a stopped wallet: replays the whole log from its first record, and compares every stored hash,
outcome, entry and account with what comes out. A log that ends before its read model has lost something.

Usage: npm run verify          (DATA_DIR names the data directory; default ./data)

Exits 0 when everything agrees, 1 when something does not or the log cannot be read.
`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const { dataDirectory } = parseConfig(process.env);
  await assertHoldsWallet(dataDirectory);
  // Why a log halts is also why its subscription fails, which is reported below.
  await using adapters = await openSqliteAdapters({ directory: dataDirectory, onHalt: () => undefined });
  const report = await verifyLedger(adapters, { sha256 }, message => process.stderr.write(`${message}\n`));
  for (const line of report.lines) process.stdout.write(`${line}\n`);
  for (const problem of report.problems) process.stdout.write(`PROBLEM ${problem}\n`);
  process.stdout.write(report.problems.length === 0 ? 'verified\n' : 'NOT verified\n');
  process.exitCode = report.problems.length === 0 ? 0 : 1;
}

/** The adapters would make an empty wallet where there is none, and nothing would be wrong with it. */
async function assertHoldsWallet(directory: string): Promise<void> {
  try {
    await access(join(directory, 'log.db'));
  } catch (cause) {
    throw new Error(`there is no wallet in ${directory}: it has no log.db that can be read`, { cause });
  }
}

function explain(error: unknown): string {
  if (error instanceof LedgerHalt) return `the ledger halts (${error.code}): ${error.message}`;
  if (error instanceof PortError && error.code === 'log_locked')
    return `${error.message} Stop the wallet first.`;
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`cannot verify: ${explain(error).replaceAll(/\s*\n\s*/g, ' ')}\n`);
  process.exitCode = 1;
});
