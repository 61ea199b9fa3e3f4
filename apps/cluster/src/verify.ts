import { sha256 } from '@fintech/runtime';
import { createLogger } from '@fintech/telemetry';
import { verifyLedger } from '@fintech/transaction';
import { openCommandLog } from './command-log.ts';
import type { Config } from './config.ts';
import { openMongodb } from './mongodb.ts';

/**
 * Proves the books: replays the whole log from its first record and compares everything that is stored with what comes out.
 * The system may be at work meanwhile. Resolves to the exit code: 0 when all agrees.
 */
export async function verify(config: Config, print: (line: string) => void): Promise<number> {
  const logger = createLogger(config.logLevel);
  const onWarning = (message: string) => logger.warn(message);
  await using mongodb = await openMongodb(config);
  // Why a log halts is also why its subscription fails, which is reported.
  await using commandLog = await openCommandLog({
    config,
    stores: mongodb,
    onHalt: () => undefined,
    onWarning,
  });
  const { entryStore } = mongodb;
  const report = await verifyLedger({ commandLog, entryStore }, { sha256 }, message =>
    process.stderr.write(`${message}\n`),
  );
  for (const line of report.lines) print(line);
  for (const problem of report.problems) print(`PROBLEM ${problem}`);
  print(report.problems.length === 0 ? 'verified' : 'NOT verified');
  return report.problems.length === 0 ? 0 : 1;
}
