import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { RunningStack } from './endpoints.ts';

/** Servers that run, and what ends them. */
export interface Started<Server> extends AsyncDisposable {
  readonly server: Server;
}

/** A way to get at servers, such as `useRedis()` (shared, do not harm) or `ownRedis()` (alone, may be killed). */
export interface ServerSource<Server> {
  /** Says why the servers cannot be had on this machine; installs what it can. Undefined when they can. */
  missing(): Promise<string | undefined>;
  start(): Promise<Started<Server>>;
}

/**
 * A suite that needs servers. They are started before its first test and stopped after its last; in `body`, call `server`
 * inside tests and hooks only. Where the servers cannot be had the suite is one skipped test that says why, and with
 * CI=true one that fails. Servers that can be had and do not start are a failure everywhere.
 */
export async function describeOn<Server>(
  title: string,
  source: ServerSource<Server>,
  body: (server: () => Server) => void,
): Promise<void> {
  const reason = await source.missing();
  if (reason !== undefined) {
    describeMissing(title, reason);
    return;
  }
  describe(title, () => {
    let started: Started<Server> | undefined;
    before(async () => {
      started = await source.start();
    });
    after(() => started?.[Symbol.asyncDispose]());
    body(() => {
      if (started === undefined) throw new Error('The servers run only while the tests of the suite do.');
      return started.server;
    });
  });
}

/**
 * Servers that many suites share: those of the stack in the file that TEST_STACK names, else of a stack that is started
 * for this suite. Tests must keep apart by names of their own, and leave every server running.
 */
export function shared<Name extends keyof RunningStack>(
  name: Name,
  own: ServerSource<{ readonly endpoints: NonNullable<RunningStack[Name]> }>,
): ServerSource<NonNullable<RunningStack[Name]>> {
  return {
    missing: async () => ((await runningStack())[name] === undefined ? own.missing() : undefined),
    start: async () => {
      const running = (await runningStack())[name];
      if (running !== undefined) return { server: running, [Symbol.asyncDispose]: async () => undefined };
      const started = await own.start();
      return {
        server: started.server.endpoints,
        [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
      };
    },
  };
}

async function runningStack(): Promise<RunningStack> {
  const file = process.env.TEST_STACK;
  return file === undefined ? {} : JSON.parse(await readFile(file, 'utf8'));
}

function describeMissing(title: string, reason: string): void {
  const allowed = process.env.CI !== 'true';
  describe(title, () => {
    it('needs its servers', { skip: allowed && reason }, () => {
      throw new Error(reason);
    });
  });
}
