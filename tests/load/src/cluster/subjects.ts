import { join } from 'node:path';
import { type Server, startServer } from '../processes.ts';
import { readModelCaughtUp } from '../read-model-lag.ts';
import { prepareSenders, type Spread, transferScript } from '../transfer-script.ts';
import { startWallet } from '../wallet.ts';
import { type Measurement, wrk } from '../wrk.ts';
import { type CpuByPart, cpuByPart, cpuOfEach } from './cpu-by-part.ts';
import type { LoadCluster } from './load-cluster.ts';

export interface Load {
  readonly connections: number;
  readonly seconds: number;
}

export interface Measured extends Measurement {
  /** Requests that were answered with success, per second. */
  readonly answeredPerSecond: number;
  /** How long after the load the read model had everything, in milliseconds. */
  readonly caughtUpMs: number;
  /** CPU time of one request, until the read model had it. Empty where it is not asked for. */
  readonly cpu: CpuByPart;
}

/** What is compared, all of it running at the same time on this machine, and one of them under load at a time. */
export class Subjects implements AsyncDisposable {
  readonly #hello: Server;
  readonly #wallet: Server;
  readonly #cluster: LoadCluster;
  readonly #directory: string;
  readonly #stack: AsyncDisposableStack;
  #answered = 0;
  #doubtful = 0;

  private constructor(
    parts: { hello: Server; wallet: Server; cluster: LoadCluster; directory: string },
    stack: AsyncDisposableStack,
  ) {
    this.#hello = parts.hello;
    this.#wallet = parts.wallet;
    this.#cluster = parts.cluster;
    this.#directory = parts.directory;
    this.#stack = stack;
  }

  /** Starts the other two beside the cluster, and signs up as many people in each as are asked for. */
  static async start(cluster: LoadCluster, directory: string, people: number): Promise<Subjects> {
    await using stack = new AsyncDisposableStack();
    const hello = stack.use(await startServer(new URL('../hello.ts', import.meta.url)));
    const wallet = stack.use(await startWallet(join(directory, 'standalone')));
    await prepareSenders(wallet.url, people, join(directory, 'standalone-senders.txt'));
    await prepareSenders(cluster.app.url, people, join(directory, 'cluster-senders.txt'));
    return new Subjects({ hello, wallet, cluster, directory }, stack.move());
  }

  /** Transfers that the cluster has answered with success: all of these must be in its books. */
  get answered(): number {
    return this.#answered;
  }

  /** Transfers of which nobody knows, since their answers did not come or said something else. */
  get doubtful(): number {
    return this.#doubtful;
  }

  async hello(load: Load): Promise<Measured> {
    const measurement = await wrk({ ...load, url: `${this.#hello.url}/hello` });
    return { ...measured(measurement), caughtUpMs: 0 };
  }

  async standalone(load: Load): Promise<Measured> {
    const { url } = this.#wallet;
    const script = transferScript(join(this.#directory, 'standalone-senders.txt'), 'uniform');
    const measurement = await wrk({ ...load, url, script });
    return { ...measured(measurement), caughtUpMs: await readModelCaughtUp([url]) };
  }

  /** One process is asked directly, so that no proxy is measured with it; several are asked through one. */
  async cluster(load: Load, spread: Spread): Promise<Measured> {
    const { app, parts } = this.#cluster;
    const [only, ...others] = app.transactionUrls;
    const url = only === undefined || others.length > 0 ? app.transactionUrl : only;
    const script = transferScript(join(this.#directory, 'cluster-senders.txt'), spread);
    const before = await cpuByPart(parts);
    const measurement = await wrk({ ...load, url, script });
    const caughtUpMs = await readModelCaughtUp(app.transactionUrls);
    const cpu = cpuOfEach(before, await cpuByPart(parts), measurement.requests);
    const { requests, refused, broken } = measurement;
    this.#answered += requests - refused;
    // When its time is over, wrk does not wait for the answers that are under way.
    this.#doubtful += refused + broken + load.connections;
    return { ...measured(measurement), caughtUpMs, cpu };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

function measured(measurement: Measurement): Omit<Measured, 'caughtUpMs'> {
  const { requestsPerSecond, requests, refused } = measurement;
  const answeredPerSecond = requests === 0 ? 0 : requestsPerSecond * (1 - refused / requests);
  return { ...measurement, answeredPerSecond, cpu: new Map() };
}
