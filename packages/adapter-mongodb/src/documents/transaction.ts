import { setTimeout as delay } from 'node:timers/promises';
import { type ClientSession, MongoError, MongoErrorLabel } from 'mongodb';

/** A write that meets another one in progress is told so at once; this is how long it steps back on average. */
const stepBackMs = 10;

/**
 * Runs `work` as one transaction, again when another write was in the way, until `deadline` on the clock of
 * `performance.now()`. `work` says with `commit` whether its writes shall happen.
 *
 * @throws MongoError also when it is not known whether the transaction was committed
 */
export async function inTransaction<T>(
  session: ClientSession,
  deadline: number,
  work: () => Promise<{ readonly commit: boolean; readonly result: T }>,
): Promise<T> {
  for (;;) {
    session.startTransaction();
    try {
      const { commit, result } = await work();
      if (commit) await commitSurely(session, deadline);
      else await session.abortTransaction();
      return result;
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction();
      if (!hasLabel(error, MongoErrorLabel.TransientTransactionError) || performance.now() > deadline)
        throw error;
    }
    await delay(Math.random() * 2 * stepBackMs);
  }
}

/** A commit whose answer was lost is asked for again: the server commits once. */
async function commitSurely(session: ClientSession, deadline: number): Promise<void> {
  for (;;) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      const unknown = hasLabel(error, MongoErrorLabel.UnknownTransactionCommitResult);
      if (!unknown || performance.now() > deadline) throw error;
    }
    await delay(stepBackMs);
  }
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof MongoError && error.hasErrorLabel(label);
}
