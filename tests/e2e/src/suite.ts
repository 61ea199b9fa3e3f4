import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startWallet, type Wallet } from './wallet.ts';

export interface SuiteOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs once, when the wallet is ready. */
  readonly prepare?: (wallet: Wallet) => Promise<void>;
}

/** A wallet for all tests of one file. Limits on attempts are off, since all tests come from one address. */
export function walletForSuite({ environment = {}, prepare }: SuiteOptions = {}): () => Wallet {
  let directory = '';
  let wallet: Wallet | undefined;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wallet-e2e-'));
    wallet = await startWallet({ directory, environment: { RATE_LIMIT: 'off', ...environment } });
    await prepare?.(wallet);
  });
  after(async () => {
    await wallet?.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return () => {
    if (wallet === undefined) throw new Error('the wallet is not running yet');
    return wallet;
  };
}

let people = 0;

/** A username that no other test of this run uses. */
export const freshName = (): string => `person-${process.pid}-${++people}`;

/** Value of one metric of the transaction service: the sum of what its processes say. */
export async function metric({ transactionUrls }: Wallet, name: string): Promise<number> {
  const values = await Promise.all(transactionUrls.map(url => metricAt(url, name)));
  return values.reduce((sum, value) => sum + value, 0);
}

async function metricAt(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find(candidate => candidate.startsWith(`${name} `));
  if (line === undefined) throw new Error(`there is no metric ${name}`);
  return Number(line.slice(name.length + 1));
}
