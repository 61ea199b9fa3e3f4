import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { copySources } from '@fintech/testkit';
import type { Mutant, Suite } from './mutant.ts';
import type { RunReport, RunRequest } from './run-report.ts';
import { type SuiteResult, toResult } from './suite-result.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const runner = fileURLToPath(new URL('./run-files.ts', import.meta.url));
/** A child that was asked to end takes the servers that it started with it. */
const endsWithinMs = 5000;

export interface RunLimits {
  /** After which a test that hangs has failed, in milliseconds. */
  readonly testTimeoutMs: number;
  /** After which the whole run is ended. */
  readonly runTimeoutMs: number;
}

/** A copy of the repository in which sources may be spoilt: its packages find each other, and all others as here. */
export class RepositoryCopy {
  readonly #path: string;
  readonly #limits: RunLimits;

  private constructor(path: string, limits: RunLimits) {
    this.#path = path;
    this.#limits = limits;
  }

  static async make(path: string, limits: RunLimits): Promise<RepositoryCopy> {
    await copySources(path, ['packages', 'services', 'tests']);
    return new RepositoryCopy(path, limits);
  }

  /** Runs a suite as the sources are now, or only those of its tests that are named. */
  async run({ files, env = {} }: Suite, tests: readonly string[] = []): Promise<SuiteResult> {
    const { testTimeoutMs, runTimeoutMs } = this.#limits;
    const request: RunRequest = { files, tests, testTimeoutMs };
    const child = spawn(process.execPath, [runner, JSON.stringify(request)], {
      cwd: this.#path,
      // The runner marks its own children by a variable, which would change how these report.
      env: {
        ...process.env,
        NODE_TEST_CONTEXT: undefined,
        SEED: undefined,
        FIRST_SEED: undefined,
        // What is compiled of the copy goes with it.
        NODE_COMPILE_CACHE: join(this.#path, 'compiled'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const end = setTimeout(() => signalGroup(child.pid, 'SIGTERM'), runTimeoutMs);
    const kill = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), runTimeoutMs + endsWithinMs);
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
    clearTimeout(end);
    clearTimeout(kill);
    const report: RunReport | undefined = output === '' ? undefined : JSON.parse(output);
    return toResult(report);
  }

  /**
   * Runs the suite of a mutant with the bug in the sources.
   *
   * @throws Error when the text to replace is not there, or is there more than once: the list must stay honest. Also when
   *   the bug does not compile, which would be noticed without any test.
   */
  async runMutant(
    mutant: Mutant<string>,
    suite: Suite,
    tests?: readonly string[],
  ): Promise<SuiteResult & { readonly seconds: number }> {
    const file = join(this.#path, mutant.file);
    const source = readFileSync(file, 'utf8');
    if (source.split(mutant.find).length !== 2)
      throw new Error(`${mutant.file} must contain once what "${mutant.name}" replaces`);
    const startedAt = performance.now();
    try {
      writeFileSync(
        file,
        source.replace(mutant.find, () => mutant.replace),
      );
      await this.#assertCompiles(mutant);
      const result = await this.run(suite, tests);
      return { ...result, seconds: (performance.now() - startedAt) / 1000 };
    } finally {
      writeFileSync(file, source);
    }
  }

  /** Types alone: a name that nobody uses any more is no reason to call a bug noticed. */
  async #assertCompiles({ name, file }: Mutant<string>): Promise<void> {
    if (!file.endsWith('.ts')) return;
    const config = join(this.#path, 'mutant.tsconfig.json');
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false };
    const settings = { extends: './tsconfig.json', compilerOptions, include: [], files: [file] };
    writeFileSync(config, JSON.stringify(settings));
    const tsc = spawn(join(root, 'node_modules/.bin/tsc'), ['--singleThreaded', '-p', config], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output, [exitCode]] = await Promise.all([text(tsc.stdout), once(tsc, 'close')]);
    if (exitCode !== 0) throw new Error(`"${name}" does not compile:\n${output}`);
  }
}

/** The test runner has started processes of its own; they end with it. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal);
}
