import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningStack } from '../stack/endpoints.ts';
import { freePorts } from '../stack/free-ports.ts';
import { runTool } from '../stack/run-tool.ts';
import { ServerNode } from '../stack/server-node.ts';
import { Backends } from './backends.ts';
import { type ClusterSettings, clusterSettings } from './cluster-settings.ts';
import { ReverseProxy } from './reverse-proxy.ts';

export interface AppClusterOptions {
  /** `main.ts` of the cluster app. */
  readonly script: string;
  /** Holds the secrets and the logs of the processes. */
  readonly directory: string;
  readonly stack: Required<RunningStack>;
  /** Begins the names of topics, keys and databases, so that installations can share servers. */
  readonly namespace: string;
  /** Default 1. */
  readonly authReplicas?: number;
  readonly transactionReplicas: number;
  /** Of the address in front of everything. Default: any free one. */
  readonly port?: number;
  /** Further settings. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What belongs to the transaction service; all other paths are those of the identity service. */
const transactionPaths = /^\/(transaction|transactions|accounts|deposits|withdrawals)(\/|\?|$)/;

/** Processes of the cluster app on this machine, and proxies in front of them. */
export class AppCluster implements AsyncDisposable {
  readonly auth: readonly ServerNode[];
  readonly transaction: readonly ServerNode[];
  /** Address of each transaction process itself. */
  readonly transactionUrls: readonly string[];
  /** One address for everything. */
  readonly url: string;
  /** One address for the transaction service alone. */
  readonly transactionUrl: string;
  readonly #script: string;
  readonly #settings: ClusterSettings;
  readonly #stack: AsyncDisposableStack;

  private constructor(parts: {
    script: string;
    settings: ClusterSettings;
    auth: readonly ServerNode[];
    transaction: readonly ServerNode[];
    transactionPorts: readonly number[];
    proxy: ReverseProxy;
    transactionProxy: ReverseProxy;
    stack: AsyncDisposableStack;
  }) {
    this.#script = parts.script;
    this.#settings = parts.settings;
    this.auth = parts.auth;
    this.transaction = parts.transaction;
    this.transactionUrls = parts.transactionPorts.map(port => `http://127.0.0.1:${port}`);
    this.url = parts.proxy.url;
    this.transactionUrl = parts.transactionProxy.url;
    this.#stack = parts.stack;
  }

  /** Prepares the servers, starts every process and resolves when all are ready. */
  static async start(options: AppClusterOptions): Promise<AppCluster> {
    await using stack = new AsyncDisposableStack();
    await mkdir(options.directory, { recursive: true });
    const { authReplicas = 1, transactionReplicas } = options;
    // All at once: nobody listens on the first ones yet, so they could be chosen a second time.
    const ports = await freePorts(authReplicas + transactionReplicas);
    const authPorts = ports.slice(0, authReplicas);
    const transactionPorts = ports.slice(authReplicas);
    const backends = {
      auth: stack.use(new Backends(authPorts)),
      transaction: stack.use(new Backends(transactionPorts)),
    };
    const route = (path: string) => (transactionPaths.test(path) ? 'transaction' : 'auth');
    const given = options.port === undefined ? {} : { port: options.port };
    const proxy = stack.use(await ReverseProxy.start({ ...given, backends, route }));
    const transactionProxy = stack.use(await ReverseProxy.start({ backends, route: () => 'transaction' }));
    // Services ask each other through a proxy too, or one identity process that ends would silence the others.
    const authProxy = stack.use(await ReverseProxy.start({ backends, route: () => 'auth' }));
    const publicUrl = proxy.url.replace('127.0.0.1', 'localhost');
    const settings = clusterSettings(options, publicUrl, authProxy.url);
    await runTool(process.execPath, [options.script, 'keys', settings.SECRETS_DIR]);
    await runTool(process.execPath, [options.script, 'setup'], settings);
    const start = (service: string, port: number, index: number) => {
      const node = new ServerNode({
        name: `${service}-${index + 1}`,
        port,
        command: process.execPath,
        args: [options.script, service],
        environment: { ...settings, [`${service.toUpperCase()}_PORT`]: String(port) },
        logFile: join(options.directory, `${service}-${index + 1}.log`),
        isReady: async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok,
      });
      return stack.use(node);
    };
    const auth = authPorts.map((port, index) => start('auth', port, index));
    const transaction = transactionPorts.map((port, index) => start('transaction', port, index));
    await Promise.all([...auth, ...transaction].map(node => node.start()));
    return new AppCluster({
      script: options.script,
      settings,
      auth,
      transaction,
      transactionPorts,
      proxy,
      transactionProxy,
      stack: stack.move(),
    });
  }

  /** Directory of the keys that all processes share. */
  get secretsDirectory(): string {
    return this.#settings.SECRETS_DIR;
  }

  /** Runs a command of the app, such as `verify`, and resolves with what it printed. @throws Error when it fails */
  run(...command: readonly string[]): Promise<string> {
    return runTool(process.execPath, [this.#script, ...command], this.#settings);
  }

  /** Every process of ours. */
  get nodes(): readonly ServerNode[] {
    return [...this.auth, ...this.transaction];
  }

  /** The largest exit code of the processes; null when a signal ended one. */
  get exitCode(): number | null {
    const codes = this.nodes.map(node => node.exitCode);
    return codes.reduce((worst, code) => (worst === null || code === null ? null : Math.max(worst, code)), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Everybody is asked to stop at the same time: draining takes a moment.
    await Promise.all(this.nodes.map(node => node.stop()));
    await this.#stack.disposeAsync();
  }
}
