import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The app under test, in a process of its own, as an operator would run it. */
export interface WalletProcess extends AsyncDisposable {
  /** Address of everything together. */
  readonly url: string;
  /** Address of the transaction service alone. */
  readonly transactionUrl: string;
  readonly process: ChildProcess;
  /** SIGKILL: no chance to say goodbye. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface WalletOptions {
  readonly directory: string;
  /** Further settings. */
  readonly environment?: Readonly<Record<string, string>>;
}

const script = new URL('../../../apps/standalone/start.mjs', import.meta.url).pathname;

/** Starts the app on free ports and resolves when it says that it is ready. */
export async function startWallet({ directory, environment = {} }: WalletOptions): Promise<WalletProcess> {
  const settings = {
    DATA_DIR: directory,
    AUTH_PORT: '0',
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
    process: child,
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
