import { readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copySources } from '@fintech/testkit';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** What makes these sources a build with one more version of the logic: the rules of the last one under a new number. */
const changes = [
  {
    file: 'packages/ledger/src/logic.ts',
    find: /newest: (\d+)/,
    replace: 'newest: 1 + $1',
  },
  {
    file: 'packages/ledger/src/apply.ts',
    find: /case (\d+):(\s+return applyByLogic\1\(state, command\);\s+default)/,
    replace: 'case $1:\n    case 1 + $1:$2',
  },
];

/** A directory in which `current` names the build that is deployed: a process that is started anew follows it. */
export class Deployment {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Deploys these sources. */
  static async start(directory: string): Promise<Deployment> {
    await symlink(root, join(directory, 'current'));
    return new Deployment(directory);
  }

  /** `main.ts` of the cluster app, of the build that is deployed. */
  get script(): string {
    return join(this.#directory, 'current', 'apps/cluster/src/main.ts');
  }

  /** Deploys a build that knows one more version of the logic. */
  async next(): Promise<void> {
    const copy = join(this.#directory, 'next');
    await copySources(copy, ['packages', 'services', 'apps']);
    for (const { file, find, replace } of changes) {
      const source = await readFile(join(copy, file), 'utf8');
      const changed = source.replace(find, replace);
      if (changed === source) throw new Error(`${file} no longer holds what the next build changes`);
      await writeFile(join(copy, file), changed);
    }
    await symlink(copy, join(this.#directory, 'coming'));
    await rename(join(this.#directory, 'coming'), join(this.#directory, 'current'));
  }
}
