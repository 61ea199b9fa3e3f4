import { parentPort, workerData } from 'node:worker_threads';
import { describeFailure, type Failure, type logFailures } from './failure.ts';

/** One method call on the database, in the order of arrival. */
export interface Request {
  readonly method: string;
  readonly args: unknown[];
}

/** The answer to the oldest request that has none yet. */
export type Reply = { readonly value: unknown } | { readonly failure: Failure };

export interface ThreadOptions {
  readonly file: string;
}

/**
 * Body of a database thread: opens the database and answers method calls one after another. The first reply says
 * whether it could be opened; a call of the disposer ends the thread.
 */
export function serveDatabase<O extends ThreadOptions>(
  open: (options: O) => Disposable,
  codes: typeof logFailures,
): void {
  const options: O = workerData;
  const attempt = (action: () => unknown): Reply => {
    try {
      return { value: action() };
    } catch (error) {
      return { failure: describeFailure(error, options.file, codes) };
    }
  };

  let database: Disposable | undefined;
  parentPort?.postMessage(
    attempt(() => {
      database = open(options);
    }),
  );
  parentPort?.on('message', (request: Request | 'close') => {
    if (database === undefined || request === 'close') {
      database?.[Symbol.dispose]();
      parentPort?.close();
      return;
    }
    const method: (...args: unknown[]) => unknown = Reflect.get(database, request.method);
    parentPort?.postMessage(attempt(() => method.apply(database, request.args)));
  });
}
