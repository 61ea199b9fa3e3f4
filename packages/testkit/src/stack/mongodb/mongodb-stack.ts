import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import type { MongodbEndpoints } from '../endpoints.ts';
import type { ServerNode } from '../server-node.ts';
import { areInStep } from './in-step.ts';

export const replicaSetName = 'rs0';
export const appUser = 'fintech';
export const appDatabase = 'fintech_app';
export const adminUser = 'admin';

export interface Member {
  readonly node: ServerNode;
  /** As the set knows it: `127.0.0.1:27017`. */
  readonly host: string;
}

export interface MongodbSecrets {
  /** Content of the key file with which the members know each other. */
  readonly key: string;
  readonly adminPassword: string;
  readonly appPassword: string;
}

const settledWithinMs = 60_000;
const askEveryMs = 100;

/** A running replica set. Its nodes can be killed, paused and started again; disposing of it stops them all. */
export class MongodbStack implements AsyncDisposable {
  readonly members: readonly Member[];
  readonly #secrets: MongodbSecrets;

  constructor(members: readonly Member[], secrets: MongodbSecrets) {
    this.members = members;
    this.#secrets = secrets;
  }

  get nodes(): readonly ServerNode[] {
    return this.members.map(({ node }) => node);
  }

  get endpoints(): MongodbEndpoints {
    return {
      url: this.#url(appUser, this.#secrets.appPassword, appDatabase),
      adminUrl: this.#url(adminUser, this.#secrets.adminPassword, ''),
    };
  }

  /** The running node that the other running ones agree is the primary; waits for an election. */
  async primary(): Promise<ServerNode> {
    return this.#eventually('has no primary', async () => {
      const primaries = (await this.#states()).filter(({ isPrimary }) => isPrimary);
      return primaries.length === 1 ? primaries[0]?.node : undefined;
    });
  }

  /** Resolves when there is one primary and every other member is a secondary. */
  async healthy(): Promise<void> {
    await this.#eventually('is not complete', async () => {
      const states = await this.#states();
      const primaries = states.filter(({ isPrimary }) => isPrimary);
      const complete = states.every(({ isPrimary, isSecondary }) => isPrimary || isSecondary);
      return complete && primaries.length === 1 ? true : undefined;
    });
  }

  /**
   * Resolves when besides every secondary copies from another member and is hardly behind. One that has just
   * come back looks for a member to copy from first; if that one falls silent in this very moment, it waits for it for twenty
   * seconds, a constant of mongod 6.0.
   */
  async inStep(): Promise<void> {
    await this.healthy();
    await using client = new MongoClient(this.endpoints.adminUrl, { serverSelectionTimeoutMS: 1000 });
    await this.#eventually('is not in step', async () => {
      const status = await client
        .db('admin')
        .command({ replSetGetStatus: 1 })
        .catch(() => undefined);
      return status !== undefined && areInStep(status.members) ? true : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map(node => node.stop()));
  }

  #url(user: string, password: string, database: string): string {
    const hosts = this.members.map(({ host }) => host).join(',');
    return `mongodb://${user}:${password}@${hosts}/${database}?replicaSet=${replicaSetName}&authSource=admin`;
  }

  #states(): Promise<(MemberState & { readonly node: ServerNode })[]> {
    return Promise.all(
      this.members.map(async ({ node, host }) => ({
        node,
        ...(await memberState(host).catch(() => unknown)),
      })),
    );
  }

  async #eventually<T>(problem: string, ask: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + settledWithinMs;
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      if (performance.now() > deadline)
        throw new Error(`The replica set ${problem}: ${await this.#logTails()}`);
      await delay(askEveryMs);
    }
  }

  async #logTails(): Promise<string> {
    const tails = this.nodes.map(async node => `${node.name}:\n${await node.logTail(5)}`);
    return (await Promise.all(tails)).join('\n');
  }
}

interface MemberState {
  readonly isPrimary: boolean;
  readonly isSecondary: boolean;
}

const unknown: MemberState = { isPrimary: false, isSecondary: false };

/** What one member says of itself; needs no password. Rejects when it does not answer within a second. */
export async function memberState(host: string): Promise<MemberState> {
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1000,
    socketTimeoutMS: 1000,
  });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    return { isPrimary: hello.isWritablePrimary === true, isSecondary: hello.secondary === true };
  } finally {
    await client.close();
  }
}

/** What a member is to the others: `primary`, `secondary`, or `neither` while it is on its way. */
export async function roleOfMember(host: string): Promise<string> {
  const { isPrimary, isSecondary } = await memberState(host);
  if (isPrimary) return 'primary';
  return isSecondary ? 'secondary' : 'neither';
}
