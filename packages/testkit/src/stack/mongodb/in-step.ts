/** The times of the operation log are whole seconds. */
const inStepMs = 1000;

/** One member in the answer to `replSetGetStatus`. */
export interface MemberStatus {
  readonly stateStr: string;
  readonly optimeDate: Date;
  /** Empty when it copies from nobody. */
  readonly syncSourceHost: string;
}

/** Whether every secondary copies from another member and has, within a second, what the newest one has. */
export function areInStep(members: readonly MemberStatus[]): boolean {
  const newest = Math.max(...members.map(({ optimeDate }) => optimeDate.getTime()));
  return members
    .filter(({ stateStr }) => stateStr !== 'PRIMARY')
    .every(
      ({ syncSourceHost, optimeDate }) => syncSourceHost !== '' && newest - optimeDate.getTime() <= inStepMs,
    );
}
