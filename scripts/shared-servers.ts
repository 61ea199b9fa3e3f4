import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, seconds } from './stack/say.ts';
import { kinds, launchers, type Plan } from './stack/servers.ts';

/**
 * One stack of three nodes each for all suites of a run, named by TEST_STACK. It is started when a step first needs it, and
 * ends with the run, however that ends. Where TEST_STACK is set already, that stack is used and left alone.
 */
export class SharedServers implements AsyncDisposable {
  readonly #owned = new AsyncDisposableStack();
  #started: Promise<void> | undefined;

  /** What cannot be had on this machine is left out: its suites are skipped, or fail with CI=true. */
  start(): Promise<void> {
    this.#started ??= process.env.TEST_STACK === undefined ? this.#start() : Promise.resolve();
    return this.#started;
  }

  /** Ends them, for good. */
  async stop(): Promise<void> {
    await this.#owned.disposeAsync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #start(): Promise<void> {
    const directory = await mkdtemp(join(tmpdir(), 'fintech-stack-'));
    this.#owned.defer(() => rm(directory, { recursive: true, force: true }));
    const plan: Plan = { directory, nodes: 3, zookeeper: false };
    let endpoints = {};
    for (const kind of kinds) {
      const reason = await launchers[kind].missing(plan);
      if (reason !== undefined) {
        say(kind, reason);
        continue;
      }
      const startedAt = performance.now();
      const servers = this.#owned.use(await launchers[kind].start(plan));
      endpoints = { ...endpoints, ...servers.endpoints };
      say(kind, `is ready after ${seconds(startedAt)}`);
    }
    const file = join(directory, 'stack.json');
    await writeFile(file, JSON.stringify(endpoints), { mode: 0o600 });
    process.env.TEST_STACK = file;
    this.#owned.defer(() => void delete process.env.TEST_STACK);
  }
}
