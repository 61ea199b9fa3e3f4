import { randomBytes } from 'node:crypto';
import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import { WorkPool } from './work-pool.ts';

export interface HashingOptions {
  readonly memoryKib: number;
  readonly iterations: number;
  /** Hashes computed at the same time; each takes a core and its memory. */
  readonly parallel: number;
  /** Hashes that may wait, beyond which requests are refused as `overloaded`. */
  readonly maxQueue: number;
}

/** argon2id as OWASP ASVS 5.0 (11.4.2) asks for at least; about 30 ms each, so the queue is about one second long. */
export const defaultHashing: HashingOptions = { memoryKib: 19_456, iterations: 2, parallel: 2, maxQueue: 64 };

/** What the service needs of password hashing. @throws ProblemError `overloaded` */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Without a stored hash it does the same work and resolves to false, so that time tells nothing. */
  verify(storedHash: string | undefined, password: string): Promise<boolean>;
  /** Whether the hash was made with weaker parameters than today's. */
  isOutdated(storedHash: string): boolean;
}

export class Argon2Hasher implements PasswordHasher {
  readonly #cost: Options;
  readonly #pool: WorkPool;
  /** Hash of a password nobody has, made with today's parameters. */
  readonly #decoy: Promise<string>;

  constructor(options: HashingOptions) {
    this.#cost = { memoryCost: options.memoryKib, timeCost: options.iterations, parallelism: 1 };
    this.#pool = new WorkPool(options);
    this.#decoy = hash(randomBytes(32), this.#cost);
  }

  hash(password: string): Promise<string> {
    return this.#pool.run(() => hash(password, this.#cost));
  }

  async verify(storedHash: string | undefined, password: string): Promise<boolean> {
    const target = storedHash ?? (await this.#decoy);
    const matches = await this.#pool.run(() => verify(target, password));
    return matches && storedHash !== undefined;
  }

  isOutdated(storedHash: string): boolean {
    const { memoryCost, timeCost } = parseOptions(storedHash);
    return memoryCost < (this.#cost.memoryCost ?? 0) || timeCost < (this.#cost.timeCost ?? 0);
  }
}
