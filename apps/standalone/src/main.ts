import { PortError } from '@fintech/ports';
import { compose, type Wallet } from './compose.ts';
import { ConfigError, parseConfig } from './config.ts';
import { usage } from './usage.ts';

/** The process: settings in, `ready <url> <url of the transaction service>` out, SIGTERM or SIGINT drains and exits 0. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage());
    return;
  }
  const config = parseConfig(process.env);
  const wallet = await compose(config, halt);
  const url = await wallet.everything.listen({ host: config.host, port: config.authPort });
  const transactionUrl = await wallet.transactionsOnly.listen({
    host: config.host,
    port: config.transactionPort,
  });
  process.once('SIGTERM', () => void shutDown(wallet));
  process.once('SIGINT', () => void shutDown(wallet));
  process.stdout.write(`ready ${url} ${transactionUrl}\n`);
}

async function shutDown(wallet: Wallet): Promise<void> {
  await wallet[Symbol.asyncDispose]();
  process.exitCode = 0;
}

/** The ledger can no longer be trusted, so nothing more may be answered: not even the request at hand (rule R17). */
function halt(error: unknown): never {
  process.stderr.write(`halted: ${describe(error)}\n`);
  process.exit(70);
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** What a person can mend is said in one line; for the rest the stack says where to look. */
main().catch((error: unknown) => {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else
    process.stderr.write(`cannot start: ${error instanceof PortError ? error.message : describe(error)}\n`);
  process.exit(error instanceof ConfigError ? 64 : 1);
});
