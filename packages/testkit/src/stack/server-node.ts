import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { killAtExit, spareAtExit } from './kill-at-exit.ts';

export interface ServerNodeOptions {
  /** As people name it: `kafka-1`. */
  readonly name: string;
  /** Where clients reach it on 127.0.0.1. */
  readonly port: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly logFile: string;
  /** Resolves to whether the server answers. A throw means "not yet". */
  readonly isReady: () => Promise<boolean>;
}

const readyWithinMs = 120_000;
const stopWithinMs = 20_000;
const probeEveryMs = 100;

/**
 * One real server in a process of its own. It can be started again after it ended, over the same data, so that a test can
 * kill, pause and revive it as failures do. It does not outlive this process, however that ends, unless it is left running.
 */
export class ServerNode implements AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly options: ServerNodeOptions;
  #child: ChildProcess | undefined;

  constructor(options: ServerNodeOptions) {
    this.name = options.name;
    this.port = options.port;
    this.options = options;
  }

  /** Undefined while the server is not running. */
  get pid(): number | undefined {
    return this.running ? this.#child?.pid : undefined;
  }

  /** Of the process that ended last; null when a signal ended it or none has run. */
  get exitCode(): number | null {
    return this.#child?.exitCode ?? null;
  }

  get running(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Starts the process and resolves when it answers. Does nothing while it is running. */
  async start(): Promise<void> {
    await this.launch();
    await this.ready();
  }

  /** Starts the process without waiting for an answer, for servers that answer only together. */
  async launch(): Promise<void> {
    if (this.running) return;
    const { command, args, environment, logFile } = this.options;
    const log = await open(logFile, 'a');
    // A group of its own: Ctrl+C in the terminal goes to us, and we end the servers in order.
    this.#child = spawn(command, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    });
    killAtExit(this);
    try {
      await once(this.#child, 'spawn');
    } finally {
      await log.close();
    }
  }

  /** @throws Error with the end of the log when the server ends instead, or does not answer within two minutes */
  async ready(): Promise<void> {
    const deadline = performance.now() + readyWithinMs;
    while (!(await this.#answers())) {
      if (!this.running) throw new Error(`${this.name} ended before it was ready:\n${await this.logTail()}`);
      if (performance.now() > deadline)
        throw new Error(`${this.name} does not answer:\n${await this.logTail()}`);
      await delay(probeEveryMs);
    }
  }

  /** Lets the server outlive this process. */
  leaveRunning(): void {
    spareAtExit(this);
    this.#child?.unref();
  }

  /** SIGKILL: no chance to say goodbye. Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, and SIGKILL when that does not help within twenty seconds. */
  async stop(): Promise<void> {
    this.resume();
    const insist = setTimeout(() => this.#child?.kill('SIGKILL'), stopWithinMs);
    await this.#end('SIGTERM');
    clearTimeout(insist);
  }

  /** SIGSTOP: the process is there, its sockets are open, and nothing answers. */
  pause(): void {
    if (this.running) this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    if (this.running) this.#child?.kill('SIGCONT');
  }

  /** The last lines that the server wrote. */
  async logTail(lines = 30): Promise<string> {
    const text = await readFile(this.options.logFile, 'utf8').catch(() => '');
    return text.split('\n').slice(-lines).join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #answers(): Promise<boolean> {
    try {
      return await this.options.isReady();
    } catch {
      return false;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.running) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
