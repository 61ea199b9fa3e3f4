import { Worker } from 'node:worker_threads';
import type { LogRecord } from '@fintech/ports';
import type { Books, Verdict } from './judge.ts';
import type { Answer, Question } from './questions.ts';

/**
 * The judge on a thread of its own. It remembers every key for days, as the ledger does, and whoever measures must not stand still
 * while a collector goes through all that.
 */
export class JudgeThread implements AsyncDisposable {
  readonly #worker = new Worker(new URL('./serve-judge.ts', import.meta.url));
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #failure: unknown;

  constructor() {
    this.#worker.on('message', (answer: Answer) => this.#waiting.shift()?.resolve(answer));
    this.#worker.on('error', error => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread of the judge has ended')));
  }

  /** @throws Error when the ledger cannot read them */
  async judge(records: readonly LogRecord[]): Promise<readonly Verdict[]> {
    // Bytes of their own: with a view, the whole message that they came in would be copied.
    const question = records.map(({ offset, bytes }) => ({ offset, bytes: new Uint8Array(bytes) }));
    const answer = await this.#ask(question);
    if (!('verdicts' in answer)) throw outOfOrder();
    return answer.verdicts;
  }

  async books(): Promise<Books> {
    const answer = await this.#ask('books');
    if (!('books' in answer)) throw outOfOrder();
    return answer.books;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(question: Question): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>();
    if (this.#failure === undefined) {
      this.#waiting.push(waiting);
      this.#worker.postMessage(question);
    } else {
      waiting.reject(this.#failure);
    }
    return waiting.promise;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

const outOfOrder = () => new Error('the judge has answered another question');
