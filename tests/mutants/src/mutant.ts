/** Tests that must notice a bug, in a process of their own. */
export interface Suite {
  readonly files: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A bug that somebody could write: one piece of source text replaced by another. */
export interface Mutant<SuiteName extends string> {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly suite: SuiteName;
}
