import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { Person, whenAvailable } from './client.ts';
import { form, startWallet, type Wallet } from './wallet.ts';

export interface KillRunOptions {
  readonly directory: string;
  readonly kills: number;
  readonly people: number;
  /** Requests in flight at any time. */
  readonly clients: number;
  readonly onProgress: (message: string) => void;
}

export interface KillRunReport {
  readonly posted: number;
  readonly refused: number;
  /** Requests in flight at a kill: repeated with their keys after the restart. */
  readonly repeated: number;
  readonly slowestRestartMs: number;
}

/** One intended transfer and what is known about it. */
interface Intent {
  readonly from: number;
  readonly to: number;
  readonly amount: number;
  readonly key: string;
  outcome: 'unknown' | 'posted' | 'refused';
  id?: string;
}

const openingBalance = 10_000;
/** A cluster takes longer to warm up: the kill is to come between answers. */
const killAfterMs = form === 'cluster' ? { min: 500, max: 3_000 } : { min: 20, max: 400 };

/**
 * Sends transfers without pause while the process is killed with SIGKILL again and again. What was in flight is repeated
 * with its key after the restart. In the end every balance must be what the answers say, to the cent, and every
 * answered transfer must be found under its id.
 */
export class KillRun {
  readonly #options: KillRunOptions;
  readonly #intents: Intent[] = [];
  readonly #unresolved = new Set<Intent>();
  #people: Person[] = [];
  #repeated = 0;
  #slowestRestartMs = 0;

  constructor(options: KillRunOptions) {
    this.#options = options;
  }

  async run(): Promise<KillRunReport> {
    let wallet = await start(this.#options.directory);
    try {
      this.#people = await signUpAll(wallet.url, this.#options.people);
      for (let kill = 1; kill <= this.#options.kills; kill++) {
        await this.#sendUntilKilled(wallet);
        wallet = await this.#restart();
        await this.#repeatUnresolved();
        this.#options.onProgress(
          `${kill} of ${this.#options.kills} kills, ${this.#intents.length} transfers tried`,
        );
      }
      await this.#assertBooks();
      assert.equal(await wallet.stop(), 0);
    } finally {
      await wallet[Symbol.asyncDispose]();
    }
    return this.#report();
  }

  async #restart(): Promise<Wallet> {
    const killedAt = performance.now();
    const wallet = await start(this.#options.directory);
    this.#slowestRestartMs = Math.max(this.#slowestRestartMs, performance.now() - killedAt);
    this.#people = this.#people.map(person => person.at(wallet.url));
    return wallet;
  }

  #report(): KillRunReport {
    const count = (outcome: Intent['outcome']) =>
      this.#intents.filter(intent => intent.outcome === outcome).length;
    return {
      posted: count('posted'),
      refused: count('refused'),
      repeated: this.#repeated,
      slowestRestartMs: this.#slowestRestartMs,
    };
  }

  /** The kill comes at a random moment, with all clients in flight. */
  async #sendUntilKilled(wallet: Wallet): Promise<void> {
    let running = true;
    const client = async () => {
      while (running) {
        const intent = this.#newIntent();
        // A request that broke off has an unknown outcome; the server is gone, so this client ends.
        const answer = await this.#send(intent).catch(() => undefined);
        if (answer === undefined || !this.#learn(intent, answer)) return;
      }
    };
    const clients = Array.from({ length: this.#options.clients }, client);
    await new Promise(resolve => setTimeout(resolve, randomInt(killAfterMs.min, killAfterMs.max)));
    await wallet.kill();
    running = false;
    await Promise.all(clients);
  }

  #newIntent(): Intent {
    const from = randomInt(this.#people.length);
    const to = (from + randomInt(1, this.#people.length)) % this.#people.length;
    const intent: Intent = { from, to, amount: randomInt(1, 2_000), key: randomUUID(), outcome: 'unknown' };
    this.#intents.push(intent);
    this.#unresolved.add(intent);
    return intent;
  }

  #send({ from, to, amount, key }: Intent): ReturnType<Person['sendOnce']> {
    return this.#person(from).sendOnce(`@${this.#person(to).username}`, amount, key);
  }

  /** Whether the answer says what became of it. */
  #learn(intent: Intent, { status, body }: Awaited<ReturnType<Person['sendOnce']>>): boolean {
    if (status >= 500) return false;
    if (status === 201) intent.id = body.id;
    else assert.equal(body.code, 'insufficient_funds');
    intent.outcome = status === 201 ? 'posted' : 'refused';
    this.#unresolved.delete(intent);
    return true;
  }

  async #repeatUnresolved(): Promise<void> {
    this.#repeated += this.#unresolved.size;
    const repeat = async (intent: Intent) =>
      this.#learn(intent, await whenAvailable(() => this.#send(intent)));
    await Promise.all([...this.#unresolved].map(repeat));
    assert.equal(this.#unresolved.size, 0, 'every unknown outcome is known after the restart');
  }

  async #assertBooks(): Promise<void> {
    const expected = this.#people.map(() => openingBalance);
    for (const { from, to, amount, outcome } of this.#intents) {
      if (outcome !== 'posted') continue;
      expected[from] = (expected[from] ?? 0) - amount;
      expected[to] = (expected[to] ?? 0) + amount;
    }
    const balances = await Promise.all(this.#people.map(person => person.balance()));
    assert.deepEqual(balances, expected);
    for (const { from, id, amount } of this.#intents) {
      if (id === undefined) continue;
      const found = await whenAvailable(() =>
        this.#person(from).get<{ id: string; amount: number }>(`/transactions/${id}`),
      );
      assert.deepEqual([found.status, found.body.amount], [200, amount]);
    }
  }

  #person(index: number): Person {
    const person = this.#people[index];
    if (person === undefined) throw new RangeError(`there is no person ${index}`);
    return person;
  }
}

const start = (directory: string) => startWallet({ directory, environment: { RATE_LIMIT: 'off' } });

async function signUpAll(url: string, count: number): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < count; index++) {
    const person = await Person.signUp(url, `kill-${process.pid}-${index}`);
    await person.topUp(openingBalance);
    people.push(person);
  }
  return people;
}
