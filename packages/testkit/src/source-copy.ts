import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Copies folders of workspaces, such as `packages`, to where they may be changed: the packages in them find each other, and all
 * others as here.
 */
export async function copySources(target: string, folders: readonly string[]): Promise<void> {
  const isSource = (source: string) => basename(source) !== 'node_modules';
  for (const folder of folders)
    await cp(join(root, folder), join(target, folder), { recursive: true, filter: isSource });
  for (const file of ['package.json', 'tsconfig.json']) await cp(join(root, file), join(target, file));
  const modules = join(target, 'node_modules');
  await mkdir(join(modules, '@fintech'), { recursive: true });
  for (const name of await readdir(join(root, 'node_modules')))
    if (name !== '@fintech') await symlink(join(root, 'node_modules', name), join(modules, name));
  for (const folder of folders) {
    for (const name of await readdir(join(target, folder))) {
      const manifest: { name: string } = JSON.parse(
        await readFile(join(target, folder, name, 'package.json'), 'utf8'),
      );
      await symlink(join(target, folder, name), join(modules, manifest.name));
    }
  }
}
