import { parentPort, workerData } from 'node:worker_threads';
import { type Reply, type Request, runMethod } from './calls.ts';
import { describeFailure, type FailureCodes } from './failure.ts';

export interface ThreadOptions {
  readonly file: string;
}

/**
 * Body of a database thread: opens the database and answers method calls one after another. The first reply says
 * whether it could be opened; a call of the disposer ends the thread.
 */
export function serveDatabase<O extends ThreadOptions>(
  open: (options: O) => Disposable,
  codes: FailureCodes,
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
    const opened = database;
    parentPort?.postMessage(attempt(() => runMethod(opened, request)));
  });
}
