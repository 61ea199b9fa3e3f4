/** Something that the person who typed the command can mend; shown without where in the code it arose. */
export class StackError extends Error {
  override readonly name = 'StackError';
}

/** Progress, beside the output proper. */
export function say(subject: string, what: string): void {
  process.stderr.write(`${subject.padEnd(12)} ${what}\n`);
}

export const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
