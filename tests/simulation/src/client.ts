import { isDeepStrictEqual } from 'node:util';
import { ProblemError, problems } from '@fintech/contracts';
import { PortError } from '@fintech/ports';
import type { RunningTransactionService } from '@fintech/transaction';
import {
  type Answer,
  accountIdOf,
  carryOut,
  effectsOf,
  isDecision,
  isForgotten,
  type Operation,
  type Request,
  truthOf,
} from './operation.ts';
import { hourMs, type Person } from './settings.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** Highest position that any client was told. */
export interface Knowledge {
  position: number;
}

const patienceMs = 8000;

/** One person at work: asks, waits, asks again with the same key, and believes nothing without checking it. */
export class Client {
  readonly operations: Operation[] = [];
  readonly person: Person;
  readonly #world: World;
  readonly #knowledge: Knowledge;
  /** What this session has been told (I8). */
  #position = 0;
  #done = false;

  constructor(world: World, person: Person, knowledge: Knowledge) {
    this.#world = world;
    this.person = person;
    this.#knowledge = knowledge;
  }

  get done(): boolean {
    return this.#done;
  }

  /** Does so many things, one after another. */
  async work(count: number): Promise<void> {
    const { random, time } = this.#world;
    for (let i = 0; i < count; i++) {
      await time.sleep(random.between(0, 60));
      if (random.chance(0.1)) await this.#read();
      else if (random.chance(0.15)) await this.#repeat();
      else await this.#ask(this.#operation(this.#newKey(), this.#newRequest()), 4);
    }
    this.#done = true;
  }

  /** Asks again until everything is decided: the second half of a history, in which nothing fails any more. */
  async settle(): Promise<void> {
    this.#done = false;
    for (const operation of this.operations) {
      if (operation.answer === undefined) await this.#ask(operation, 40);
    }
    await this.#read();
    this.#done = true;
  }

  #newRequest(): Request {
    const { random, people } = this.#world;
    const amount = random.between(1, 60);
    const to = random.pick(people);
    const currency = random.pick(['EUR', 'JPY', 'USD', 'USD']);
    const change = random.pick(['freeze', 'unfreeze', 'unfreeze', 'close'] as const);
    return random.pick<Request>([
      { kind: 'deposit', amount: 2 * amount },
      { kind: 'deposit', amount },
      { kind: 'withdraw', amount },
      { kind: 'transfer', to, amount },
      { kind: 'transfer', to, amount },
      { kind: 'transfer', to, amount: random.chance(0.05) ? Number.MAX_SAFE_INTEGER : amount },
      random.chance(0.5) ? { kind: 'open', currency } : { kind: change, currency },
    ]);
  }

  /**
   * A UUID of version 7, which tells its age. People's clocks are an hour slow, because the service refuses keys out of
   * its future, and its own clocks may be that slow. Some keys were made long ago and come only now.
   */
  #newKey(): string {
    const { random, time } = this.#world;
    const age = random.chance(0.03) ? 4 * hourMs : hourMs;
    const ms = (time.now - age).toString(16).padStart(12, '0');
    const id = random.id();
    return `${ms.slice(0, 8)}-${ms.slice(8)}-7${id.slice(0, 3)}-8${id.slice(3, 6)}-${id.slice(6, 18)}`;
  }

  /** The operation with this key and request: another one with both would be the same. */
  #operation(key: string, request: Request): Operation {
    const known = this.operations.find(
      other => other.key === key && isDeepStrictEqual(other.request, request),
    );
    if (known !== undefined) return known;
    const knownBefore = this.#knowledge.position;
    const operation = { person: this.person, key, request, knownBefore, answer: undefined };
    this.operations.push(operation);
    return operation;
  }

  /** Sends an old operation again, or uses its key for something else. */
  async #repeat(): Promise<void> {
    const [old] = this.operations.toSorted(() => this.#world.random.between(-1, 1));
    if (old === undefined) return;
    if ('amount' in old.request && this.#world.random.chance(0.3)) {
      const other = { ...old.request, amount: old.request.amount === 1 ? 2 : old.request.amount - 1 };
      await this.#ask(this.#operation(old.key, other), 2);
    } else await this.#ask(old, 2);
  }

  async #ask(operation: Operation, attempts: number): Promise<void> {
    const { random, time, nodes, violations } = this.#world;
    for (let attempt = 0; attempt < attempts && violations.found.length === 0; attempt++) {
      const node = random.pick(nodes);
      const answer = await this.#send(node, service => carryOut(service, operation));
      time.trace(`${describe(operation)} at ${node.name}: ${answer.code}`);
      if (this.#isDecided(operation, answer)) return this.#believe(operation, answer);
      // Asking again cannot help: the key is too old, or another request has come back with it since.
      if (answer.code === 'command_too_old' || answer.code === 'idempotency_conflict') return;
      await time.sleep(random.between(10, 300));
    }
  }

  #isDecided(operation: Operation, answer: Answer): boolean {
    if (!isDecision(answer)) return false;
    // The service opens accounts on demand; when that comes too late, the operation itself was not decided.
    if (answer.code === 'command_expired') return truthOf(this.#world, operation) !== undefined;
    // A key that was forgotten, and came again, is remembered as too old, whatever it stood for before.
    return answer.code !== 'idempotency_conflict' || !isForgotten(this.#world, operation);
  }

  #believe(operation: Operation, answer: Answer): void {
    const { violations } = this.#world;
    const { answer: before } = operation;
    const text = () => `${describe(operation)} was answered ${JSON.stringify(answer)}`;
    const isSame =
      before === undefined || (before.code === answer.code && isDeepStrictEqual(before.view, answer.view));
    violations.check(isSame, 'I3', () => `${text()} after ${JSON.stringify(before)}`);
    operation.answer = answer;
    this.#checkAgainstLog(operation, answer);
    const position = answer.view?.position ?? 0;
    this.#position = Math.max(this.#position, position);
    this.#knowledge.position = Math.max(this.#knowledge.position, position);
  }

  /** Whether the log says what the person was told, and said it already when the person was told. */
  #checkAgainstLog(operation: Operation, answer: Answer): void {
    const { violations } = this.#world;
    const truth = truthOf(this.#world, operation);
    const text = `${describe(operation)} was answered ${answer.code}, the log says ${truth?.code}`;
    if (answer.code !== 'ok') {
      violations.check(truth !== undefined && isTold(truth.code, answer.code), 'I6', () => text);
      return;
    }
    violations.check(truth?.code === 'applied', 'I5', () => text);
    const { view } = answer;
    if (view === undefined || truth === undefined) return;
    const [posting] = truth.postings;
    const shown = [view.id, view.position, view.amount, Date.parse(view.created_at)];
    const stored = [truth.command?.id, truth.position, posting?.amount, truth.time];
    const isTrue = isDeepStrictEqual(shown, stored) && isOwnBalance(view.balance.available, posting);
    violations.check(isTrue, 'I5', () => `${text}, ${JSON.stringify([shown, stored, view, posting])}`);
    violations.check(
      truth.position > operation.knownBefore,
      'I9',
      () => `${text} at ${truth.position}, before ${operation.knownBefore}`,
    );
  }

  /** Reads its own accounts, and compares them with what they were at the position asked for or later. */
  async #read(): Promise<void> {
    const { random, nodes, violations, witness, time } = this.#world;
    const { id: userId, username } = this.person;
    const position = this.#position;
    const node = random.pick(nodes);
    const answer = await this.#send(node, async service => {
      const accounts = await service.accounts({ userId, username }, position);
      for (const { id, currency, status, balance } of accounts) {
        const state = { balance: balance.available, status };
        const isTrue =
          id === accountIdOf(userId, currency) && witness.stoodLike(id, state, Math.max(1, position));
        violations.check(isTrue, 'I8', () => `${username} reads ${JSON.stringify(state)} from ${position}`);
      }
      return { code: 'ok' } as const;
    });
    time.trace(`${username} reads from ${position} at ${node.name}: ${answer.code}`);
  }

  /** Over the network and back. No answer in time is an answer as well: nobody knows. */
  #send(node: SimulatedNode, call: (service: RunningTransactionService) => Promise<Answer>): Promise<Answer> {
    const { time, random } = this.#world;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    time.after(patienceMs, undefined, () => resolve({ code: 'outcome_unknown' }));
    time.after(random.between(0, 10), undefined, () => {
      const { process, service } = node;
      if (service === undefined) return resolve({ code: 'unavailable' });
      const reply = (answer: Answer) => {
        if (!process.alive) return;
        if (answer.view !== undefined) node.checkAnswer(answer.view.position, service);
        time.after(random.between(0, 10), undefined, () => resolve(answer));
      };
      time.after(0, process, () => {
        call(service)
          .catch(error => this.#toAnswer(error))
          .then(reply);
      });
    });
    return promise;
  }

  /** As the HTTP layer does it: problems have codes, the rest is "unavailable" if a port failed, else a bug. */
  #toAnswer(error: unknown): Answer {
    const isKnown = error instanceof PortError || (error instanceof ProblemError && error.code in problems);
    const isFine = isKnown && !(error instanceof ProblemError && error.code === 'internal_error');
    this.#world.violations.check(isFine, 'errors', () => (error instanceof Error ? `${error.stack}` : ''));
    return { code: error instanceof ProblemError ? error.code : 'unavailable' };
  }

  /** What must hold of every operation when nothing is under way any more. */
  checkAtEnd(): void {
    const { violations } = this.#world;
    for (const operation of this.operations) {
      const effects = effectsOf(this.#world, operation);
      violations.check(
        effects.length <= 1,
        'I3',
        () => `${describe(operation)} had ${effects.length} effects`,
      );
      if (operation.answer !== undefined) this.#checkAgainstLog(operation, operation.answer);
    }
  }
}

/** The owner of an account is not told whether another's account exists. */
function isTold(code: string, answer: string): boolean {
  return code === answer || (code === 'account_not_owned' && answer === 'account_not_found');
}

function isOwnBalance(
  balance: number,
  posting: { readonly fromBalance: number; readonly toBalance: number } | undefined,
): boolean {
  return balance === posting?.fromBalance || balance === posting?.toBalance;
}

function describe({ person, key, request }: Operation): string {
  const details = { ...request, ...('to' in request ? { to: request.to.username } : {}) };
  return `${person.username} ${JSON.stringify(details)} ${key.slice(-6)}`;
}
