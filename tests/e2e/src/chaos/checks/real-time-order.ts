/** An operation that took its place in the log somewhere between its first request and its first answer. */
export interface Placed {
  readonly name: string;
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly position: number;
}

/**
 * Finds operations that stand in the log before one that had been answered before they were asked for. The position is the
 * witness, so this takes no search: one pass over both orders of time.
 */
export function* checkRealTimeOrder(operations: readonly Placed[]): Generator<string> {
  const byAnswer = operations.toSorted((a, b) => a.answeredAt - b.answeredAt);
  const byQuestion = operations.toSorted((a, b) => a.askedAt - b.askedAt);
  let answered = 0;
  let latest: Placed | undefined;
  for (const operation of byQuestion) {
    for (;;) {
      const next = byAnswer[answered];
      if (next === undefined || next.answeredAt >= operation.askedAt) break;
      if (latest === undefined || next.position > latest.position) latest = next;
      answered += 1;
    }
    if (latest !== undefined && latest.position >= operation.position)
      yield `${operation.name} was asked for after ${latest.name} had been answered, but stands before it: ` +
        `${operation.position} < ${latest.position}`;
  }
}
