import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { runToEnd, type Verification } from './run-to-end.ts';
import type { Wallet, WalletOptions } from './wallet.ts';

const verifyScript = new URL('../../../apps/standalone/src/verify.ts', import.meta.url).pathname;
const script = new URL('../../../apps/standalone/start.mjs', import.meta.url).pathname;

/** Everything in one process. */
export async function startStandaloneWallet(options: WalletOptions): Promise<Wallet> {
  const { directory, port = 0, environment = {} } = options;
  const settings = {
    DATA_DIR: directory,
    AUTH_PORT: String(port),
    TRANSACTION_PORT: '0',
    LOG_LEVEL: 'warn',
    ...environment,
  };
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url, transactionUrl] = await readyUrls(child);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  };
  return {
    url,
    transactionUrl,
    transactionUrls: [transactionUrl],
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGTERM')),
  };
}

async function readyUrls(child: ChildProcess): Promise<readonly [string, string]> {
  if (child.stdout === null) throw new Error('the wallet has no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, url, transactionUrl] = line.split(' ');
    if (word !== 'ready' || url === undefined || transactionUrl === undefined) continue;
    child.stdout.resume();
    return [url, transactionUrl];
  }
  throw new Error('the wallet ended before it was ready');
}

/** Proves the books of a stopped wallet as an operator would. */
export const verifyStandaloneWallet = (directory: string): Promise<Verification> =>
  runToEnd(verifyScript, [], { DATA_DIR: directory });
