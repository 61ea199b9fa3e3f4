import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runTool, ServerNode } from '@fintech/testkit/stack';
import { root } from './compose-model.ts';

const scripts = `${root}deploy/compose/redis`;
const password = 'a-password-for-tests';
const settledWithinMs = 60_000;
const askEveryMs = 100;

/** One Redis, and the Sentinel of the same number, each on a loopback address of its own. */
export interface Pair {
  readonly address: string;
  readonly redis: ServerNode;
  readonly sentinel: ServerNode;
}

/**
 * The set of the compose file without containers: its entry points, run as they are, with loopback addresses in the place
 * of those of the network.
 */
export class ComposedRedis implements AsyncDisposable {
  readonly pairs: readonly Pair[];

  /** @param directory holds the data of all nodes, as the volumes do */
  static async create(directory: string): Promise<ComposedRedis> {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'password'), password);
    const net = `127.${randomInt(2, 250)}.${randomInt(2, 250)}`;
    const numbers = [1, 2, 3];
    const environment = {
      FIRST: `${net}.11`,
      SENTINELS: numbers.map(number => `${net}.2${number}`).join(' '),
      REDIS_PASSWORD_FILE: join(directory, 'password'),
    };
    const pairs = numbers.map(async (number): Promise<Pair> => {
      const create = async (kind: 'redis' | 'sentinel', address: string): Promise<ServerNode> => {
        const name = `${kind}-${number}`;
        const data = join(directory, name);
        await mkdir(data);
        return new ServerNode({
          name,
          port: kind === 'redis' ? 6379 : 26379,
          command: join(scripts, `${kind}.sh`),
          args: [],
          environment: { ...environment, SELF: address, DATA: data },
          logFile: join(directory, `${name}.log`),
          isReady: async () => (await ask(address, kind, 'ping')).includes('PONG'),
        });
      };
      const address = `${net}.1${number}`;
      return {
        address,
        redis: await create('redis', address),
        sentinel: await create('sentinel', `${net}.2${number}`),
      };
    });
    const set = new ComposedRedis(await Promise.all(pairs));
    return set;
  }

  private constructor(pairs: readonly Pair[]) {
    this.pairs = pairs;
  }

  get #nodes(): readonly ServerNode[] {
    return this.pairs.flatMap(({ redis, sentinel }) => [redis, sentinel]);
  }

  /** Starts everything at once, as Compose does, and resolves when all replicate. */
  async start(): Promise<void> {
    await Promise.all(this.#nodes.map(node => node.start()));
    await this.settled();
  }

  /**
   * Resolves to the one master, when every other node that runs follows it and is in step, and every Sentinel that runs
   * knows all others and all replicas: it hears of replicas every ten seconds only. None is still busy with a failover:
   * when the new master fails then, it holds on to the old one for a minute.
   */
  async settled(): Promise<Pair> {
    await eventually('Sentinels that know everybody', async () => {
      const running = this.pairs.filter(({ sentinel }) => sentinel.running);
      const known = await Promise.all(
        running.map(({ address }) => ask(sentinelOf(address), 'sentinel', 'sentinel', 'master', 'wallet')),
      );
      return known.every(isAtRest) ? true : undefined;
    });
    return eventually('one master, and all others in step', async () => {
      const running = this.pairs.filter(({ redis }) => redis.running);
      const infos = await Promise.all(
        running.map(({ address }) => ask(address, 'redis', 'info', 'replication')),
      );
      const masters = running.filter((_, index) => infos[index]?.includes('role:master'));
      const inStep = infos.filter(info => info.includes('master_link_status:up'));
      return masters.length === 1 && inStep.length === running.length - 1 ? masters[0] : undefined;
    });
  }

  /** Resolves when the Sentinels that run name another master than `former`. */
  async replaced(former: Pair): Promise<Pair> {
    return eventually('another master', async () => {
      const sentinels = this.pairs.filter(({ sentinel }) => sentinel.running);
      const names = await Promise.all(
        sentinels.map(({ address }) =>
          ask(sentinelOf(address), 'sentinel', 'sentinel', 'get-master-addr-by-name', 'wallet'),
        ),
      );
      const [named, ...others] = new Set(names.map(name => name.split('\n')[0]));
      if (others.length > 0 || named === former.address) return undefined;
      return this.pairs.find(({ address }) => address === named);
    });
  }

  /** Writes on the master; resolves when a replica has it too. */
  async write(master: Pair, value: string): Promise<void> {
    await eventually('a write that is replicated', async () => {
      if (!(await ask(master.address, 'redis', 'set', 'key', value)).startsWith('OK')) return undefined;
      return Number(await ask(master.address, 'redis', 'wait', '1', '1000')) >= 1 ? true : undefined;
    });
  }

  async read(pair: Pair): Promise<string> {
    return (await ask(pair.address, 'redis', 'get', 'key')).trim();
  }

  async kill(...nodes: readonly ServerNode[]): Promise<void> {
    await Promise.all(nodes.map(node => node.kill()));
  }

  /** The power goes off. */
  async killAll(): Promise<void> {
    await this.kill(...this.#nodes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killAll();
  }
}

const sentinelOf = (address: string): string => address.replace(/\.1(\d)$/, '.2$1');

function ask(address: string, kind: 'redis' | 'sentinel', ...command: string[]): Promise<string> {
  const port = kind === 'redis' ? '6379' : '26379';
  const args = ['-h', address, '-p', port, '--raw', ...command];
  return runTool('timeout', ['2', 'redis-cli', ...args], kind === 'redis' ? { REDISCLI_AUTH: password } : {});
}

/** The first value that `attempt` gives. A throw means "not yet". */
async function eventually<Value>(what: string, attempt: () => Promise<Value | undefined>): Promise<Value> {
  const deadline = performance.now() + settledWithinMs;
  for (;;) {
    const value = await attempt().catch(() => undefined);
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`Not within ${settledWithinMs} ms: ${what}`);
    await delay(askEveryMs);
  }
}

/** What a Sentinel says of the master, when it knows everybody and nothing is going on. */
const isAtRest = (text: string): boolean =>
  /^flags\nmaster$/m.test(text) && /num-slaves\n2\nnum-other-sentinels\n2\n/.test(text);
