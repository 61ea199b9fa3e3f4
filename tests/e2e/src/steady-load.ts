import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Person } from './client.ts';
import { freshName } from './suite.ts';

const openingBalance = 1_000_000;
const pauseMs = 10;

/** Some people who pay each other without end, and note every answer that does not say that it was done. */
export class SteadyLoad {
  readonly failures: string[] = [];
  posted = 0;
  #stopped = false;
  #running: Promise<unknown> = Promise.resolve();

  static async start(url: string, clients: number): Promise<SteadyLoad> {
    const people: Person[] = [];
    for (let index = 0; index < clients; index++) {
      const person = await Person.signUp(url, freshName());
      await person.topUp(openingBalance);
      people.push(person);
    }
    const load = new SteadyLoad();
    load.#running = Promise.all(
      people.map((person, index) => load.#pay(person, people[(index + 1) % clients] ?? person)),
    );
    return load;
  }

  /** Resolves when so many more were carried out. */
  async morePosted(count: number): Promise<void> {
    const target = this.posted + count;
    while (this.posted < target && this.failures.length === 0) await delay(pauseMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #pay(from: Person, to: Person): Promise<void> {
    while (!this.#stopped) {
      const key = randomUUID();
      const outcome = await from.sendOnce(`@${to.username}`, 1, key).then(
        ({ status, body }) => (status === 201 ? undefined : `${status} ${body.code}`),
        error => String(error),
      );
      if (outcome === undefined) this.posted += 1;
      else this.failures.push(`${new Date().toISOString()} ${key}: ${outcome}`);
      await delay(pauseMs);
    }
  }
}
