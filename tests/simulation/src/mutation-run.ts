import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Mutant, type Suite, type SuiteName, suites } from './mutants/mutant.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const copied = ['packages', 'services', 'tests'];
const limitMs = 120_000;

export interface SuiteResult {
  readonly passed: boolean;
  /** The invariant or the test that failed first. */
  readonly caughtBy: string;
}

export interface MutantResult extends SuiteResult {
  readonly mutant: Mutant;
  readonly seconds: number;
}

/** A copy of the repository in which sources may be spoilt: its packages find each other, and all others as here. */
export class RepositoryCopy {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    const isSource = (source: string) => basename(source) !== 'node_modules';
    for (const folder of copied)
      cpSync(join(root, folder), join(path, folder), { recursive: true, filter: isSource });
    cpSync(join(root, 'package.json'), join(path, 'package.json'));
    this.#linkModules();
  }

  /** Runs a suite as the sources are now. */
  async run(name: SuiteName): Promise<SuiteResult> {
    const { files, env, only }: Suite = suites[name];
    const filter = only === undefined ? [] : ['--test-name-pattern', only];
    const child = spawn(process.execPath, ['--test', '--test-concurrency=1', ...filter, ...files], {
      cwd: this.#path,
      // The runner marks its own children by a variable, which would change how these report.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, SEED: undefined, FIRST_SEED: undefined, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const limit = setTimeout(() => endGroup(child.pid), limitMs);
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
    clearTimeout(limit);
    if (child.exitCode === 0) return { passed: true, caughtBy: 'nothing' };
    if (child.exitCode === null) return { passed: false, caughtBy: 'it never ended' };
    return { passed: false, caughtBy: firstFailure(output) };
  }

  /**
   * Runs the suite of a mutant with the bug in the sources.
   *
   * @throws Error when the text to replace is not there, or is there more than once: the list must stay honest.
   */
  async runMutant(mutant: Mutant): Promise<MutantResult> {
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
      const result = await this.run(mutant.suite);
      return { ...result, mutant, seconds: (performance.now() - startedAt) / 1000 };
    } finally {
      writeFileSync(file, source);
    }
  }

  #linkModules(): void {
    const modules = join(this.#path, 'node_modules');
    mkdirSync(join(modules, '@fintech'), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules')))
      if (name !== '@fintech') symlinkSync(join(root, 'node_modules', name), join(modules, name));
    for (const folder of copied) {
      for (const name of readdirSync(join(this.#path, folder))) {
        const manifest = readFileSync(join(this.#path, folder, name, 'package.json'), 'utf8');
        const { name: packageName } = JSON.parse(manifest);
        symlinkSync(join(this.#path, folder, name), join(modules, packageName));
      }
    }
  }
}

/** The test runner has started processes of its own; they end with it. */
function endGroup(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

/**
 * What went wrong first, in a few words.
 *
 * @throws Error when the sources do not even load: then the mutant is wrong, not caught.
 */
function firstFailure(output: string): string {
  const unloadable = /(SyntaxError|ERR_MODULE_NOT_FOUND|ERR_INVALID_TYPESCRIPT_SYNTAX).*/.exec(output);
  if (unloadable !== null) throw new Error(`a mutant does not load: ${unloadable[0]}`);
  const violation = /^ *(?:I\d+|R10|model|errors) [^:\n]+/m.exec(output);
  const failedTest = /^ *(?:✖|not ok \d+ -) (.*?)(?: \([\d.]+ms\))?$/m.exec(output);
  return (violation?.[0] ?? failedTest?.[1] ?? 'the process failed').trim();
}
