/** What test files are run, and how. */
export interface RunRequest {
  readonly files: readonly string[];
  /** Names of the only tests to run; all when there is none. */
  readonly tests: readonly string[];
  /** After which a test that hangs has failed. */
  readonly testTimeoutMs: number;
}

/** What a run came to. */
export interface RunReport {
  /** Names of the tests that passed. */
  readonly passed: readonly string[];
  readonly failed: readonly Failure[];
  readonly skipped: number;
  /** What the files wrote beside their results: one that cannot be loaded says there why. */
  readonly stderr: string;
}

export interface Failure {
  readonly test: string;
  readonly message: string;
  /** As Node's runner calls it: `testCodeFailure`, `testTimeoutFailure`, `hookFailed` … */
  readonly kind: string;
}
