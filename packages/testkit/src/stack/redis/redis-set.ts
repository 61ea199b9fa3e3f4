import { setTimeout as delay } from 'node:timers/promises';
import type { RedisEndpoints } from '../endpoints.ts';
import type { ServerNode } from '../server-node.ts';
import { askRedis } from './ask-redis.ts';
import { masterName } from './redis-config.ts';

export interface RedisSetOptions {
  readonly nodes: readonly ServerNode[];
  readonly sentinels: readonly ServerNode[];
  readonly endpoints: RedisEndpoints;
}

const settledWithinMs = 60_000;
const probeEveryMs = 100;

/** The Redis nodes and Sentinels that belong together. */
export class RedisSet implements AsyncDisposable {
  readonly nodes: readonly ServerNode[];
  readonly sentinels: readonly ServerNode[];
  readonly endpoints: RedisEndpoints;

  constructor({ nodes, sentinels, endpoints }: RedisSetOptions) {
    this.nodes = nodes;
    this.sentinels = sentinels;
    this.endpoints = endpoints;
  }

  /** `wasUsed`: the Sentinels know who the master was, so they come first and the nodes ask them. */
  async start(wasUsed: boolean): Promise<void> {
    const [first, second] = wasUsed ? [this.sentinels, this.nodes] : [this.nodes, this.sentinels];
    await Promise.all(first.map(node => node.start()));
    // New Sentinels learn of the replicas from the master, when they first see it and then every ten seconds only.
    if (!wasUsed) await this.#until(() => this.#allReplicate(), 'the replicas did not connect');
    await Promise.all(second.map(node => node.start()));
    await this.settled();
  }

  /** Resolves when every node that runs replicates, and every Sentinel that runs would carry out a failover. */
  async settled(): Promise<void> {
    await this.#until(
      async () => (await this.#allReplicate()) && (await this.#allWatch()),
      'the set did not settle',
    );
  }

  /** The node that the Sentinels call master. @throws Error while none of them answers */
  async master(): Promise<ServerNode> {
    if (this.sentinels.length === 0) return this.#nodeOn(this.nodes[0]?.port);
    for (const sentinel of this.sentinels) {
      const answer = await askRedis(sentinel.port, `SENTINEL get-master-addr-by-name ${masterName}`).catch(
        () => '',
      );
      const port = /127\.0\.0\.1\r\n\$\d+\r\n(\d+)/.exec(answer)?.[1];
      if (port !== undefined) return this.#nodeOn(Number(port));
    }
    throw new Error('no Sentinel answers');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The Sentinels first: they would take the end of the nodes for a failure.
    await Promise.all(this.sentinels.map(sentinel => sentinel.stop()));
    await Promise.all(this.nodes.map(node => node.stop()));
  }

  #nodeOn(port: number | undefined): ServerNode {
    const node = this.nodes.find(candidate => candidate.port === port);
    if (node === undefined) throw new Error(`port ${port} is not one of this set`);
    return node;
  }

  async #allReplicate(): Promise<boolean> {
    const running = this.nodes.filter(node => node.running);
    const { password } = this.endpoints;
    const infos = await Promise.all(running.map(node => askRedis(node.port, 'INFO replication', password)));
    const masters = infos.filter(info => info.includes('role:master'));
    const replicas = infos.filter(info => /master_link_status:up/.test(info));
    const online = masters[0]?.match(/state=online/g)?.length ?? 0;
    return masters.length === 1 && replicas.length === running.length - 1 && online === replicas.length;
  }

  async #allWatch(): Promise<boolean> {
    const running = this.sentinels.filter(sentinel => sentinel.running);
    const answers = await Promise.all(
      running.map(async ({ port }) => ({
        quorum: await askRedis(port, `SENTINEL ckquorum ${masterName}`),
        master: await askRedis(port, `SENTINEL master ${masterName}`),
      })),
    );
    return answers.every(
      ({ quorum, master }) =>
        quorum.includes('+OK') &&
        // A Sentinel that is still busy with a failover would not begin another one.
        this.#tells(master, 'flags', 'master') &&
        this.#tells(master, 'num-slaves', this.nodes.length - 1) &&
        this.#tells(master, 'num-other-sentinels', this.sentinels.length - 1),
    );
  }

  #tells(answer: string, field: string, value: number | string): boolean {
    return new RegExp(`\\r\\n${field}\\r\\n\\$\\d+\\r\\n${value}\\r\\n`).test(answer);
  }

  async #until(condition: () => Promise<boolean>, failure: string): Promise<void> {
    const deadline = performance.now() + settledWithinMs;
    while (!(await condition().catch(() => false))) {
      if (performance.now() > deadline) throw new Error(`${failure} within ${settledWithinMs} ms`);
      await delay(probeEveryMs);
    }
  }
}
