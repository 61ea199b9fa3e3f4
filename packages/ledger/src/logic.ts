/** Versions of the logic that this build has, the oldest and the newest; it has all between them (rule R8). */
export const logicVersions = { oldest: 1, newest: 2 } as const;

/** A ledger without any `set_logic` is decided by this version: it is what the first logs were written under. */
export const firstLogic = 1;
