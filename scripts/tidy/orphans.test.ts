import { test } from 'node:test';
import { isTemplateHead } from 'typescript/unstable/ast/is';
import { expectNone, files, readText } from './_files.ts';
import { descendants, sources, stringsOf } from './_source.ts';
import { rootManifest, workspaces } from './_workspaces.ts';

const scripts = pathsIn(Object.values(rootManifest.scripts ?? {}).join('\n'));

test('every source file is used by another or is an entry point', () => {
  const named = new Set([
    ...scripts,
    ...files.filter(path => path.endsWith('README.md')).flatMap(path => pathsIn(readText(path))),
    ...workspaces.flatMap(({ folder, manifest }) =>
      Object.values(manifest.exports ?? {}).map(path => resolve(path, `${folder}/`)),
    ),
    ...[...sources].flatMap(([path, source]) =>
      stringsOf(source)
        .filter(text => text.startsWith('.'))
        .map(text => resolve(text, path)),
    ),
  ]);
  // A template such as `./client/${name}.js` names every file that begins like it.
  const prefixes = [...sources].flatMap(([path, source]) =>
    [...descendants(source)]
      .filter(isTemplateHead)
      .filter(head => head.text.startsWith('./'))
      .map(head => resolve(head.text, path)),
  );
  const findings = [...sources.keys()]
    .filter(path => /^((packages|services|apps|tests)\/[^/]+\/(src|test)|scripts)\//.test(path))
    .filter(path => !/\.(test|d)\.ts$/.test(path) && !named.has(path))
    .filter(path => !prefixes.some(prefix => path.startsWith(prefix)))
    .map(path => `${path}: nothing uses it, and no package.json or README names it as a program`);
  expectNone(findings);
});

test('every script of package.json starts a file that exists', () => {
  const missing = scripts.filter(path => !files.includes(path));
  expectNone(missing.map(path => `package.json: ${path} does not exist`));
});

/** Paths of programs as a command names them: from the root of the repository. */
function pathsIn(text: string): string[] {
  return text.match(/[\w.-]+(\/[\w.-]+)+\.m?[jt]s/g) ?? [];
}

/** Imports, workers (`new URL('./worker.ts', import.meta.url)`) and assets are named relative to their file. */
function resolve(path: string, from: string): string {
  return new URL(path, `file:///${from}`).pathname.slice(1);
}
