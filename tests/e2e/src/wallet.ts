import { startClusterWallet, verifyClusterWallet } from './cluster-wallet.ts';
import type { Verification } from './run-to-end.ts';
import { startStandaloneWallet, verifyStandaloneWallet } from './standalone-wallet.ts';

/** The product under test, in processes of its own, as an operator would run it. */
export interface Wallet extends AsyncDisposable {
  /** Address of everything together. */
  readonly url: string;
  /** Address of the transaction service alone. */
  readonly transactionUrl: string;
  /** Addresses of its processes one by one, for what each of them counts. */
  readonly transactionUrls: readonly string[];
  /** SIGKILL for every process: no chance to say goodbye. Resolves when all are gone. */
  kill(): Promise<void>;
  /** SIGTERM for every process; resolves with the largest exit code, or null when a signal ended one. */
  stop(): Promise<number | null>;
}

export interface WalletOptions {
  /** What a wallet has written here, the next one over the same directory finds again. */
  readonly directory: string;
  /** Of the address of everything. Default: any free one. */
  readonly port?: number;
  /** Further settings, which mean the same in both forms. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Which form of the product the suites run against: the same files for both. */
export const form: 'standalone' | 'cluster' =
  process.env.WALLET_FORM === 'cluster' ? 'cluster' : 'standalone';

/** Starts the product on free ports and resolves when it says that it is ready. */
export const startWallet: (options: WalletOptions) => Promise<Wallet> =
  form === 'cluster' ? startClusterWallet : startStandaloneWallet;

/** Proves the books of a stopped wallet. */
export const verifyWallet: (directory: string) => Promise<Verification> =
  form === 'cluster' ? verifyClusterWallet : verifyStandaloneWallet;
