import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectNone, readText } from './_files.ts';
import { importsOf, sources, stringsOf } from './_source.ts';
import { type Manifest, packageOf, rootManifest, workspaceByName, workspaces } from './_workspaces.ts';

const projects = [
  ...workspaces.map(({ folder, manifest }) => ({ folder, manifest, testFolder: testFolderOf(folder) })),
  { folder: 'scripts', manifest: rootManifest, testFolder: 'scripts/' },
];

test('every package that is imported is declared where it is imported', () => {
  const findings = projects.flatMap(({ folder, manifest, testFolder }) =>
    [...sources]
      .filter(([path]) => path.startsWith(`${folder}/`))
      .flatMap(([path, source]) => {
        const inTest = path.startsWith(testFolder);
        const known = { ...manifest.dependencies, ...(inTest ? manifest.devDependencies : {}) };
        return importsOf(source)
          .map(packageOf)
          .filter(name => name !== undefined && name !== manifest.name && !(name in known))
          .map(name => `${path}: ${name} is not in the ${inTest ? 'dependencies' : 'runtime dependencies'}`);
      }),
  );
  expectNone(findings);
});

test('every declared dependency is used', () => {
  const findings = workspaces.flatMap(({ folder, manifest }) => {
    const code = [...sources].filter(([path]) => path.startsWith(`${folder}/`));
    const runtime = code.filter(
      ([path]) => !path.startsWith(testFolderOf(folder)) || folder.startsWith('tests/'),
    );
    return [
      ...unused(
        manifest.dependencies,
        runtime.flatMap(([, source]) => stringsOf(source)),
      ),
      ...unused(
        manifest.devDependencies,
        code.flatMap(([, source]) => stringsOf(source)),
      ),
    ].map(name => `${folder}/package.json: ${name} is declared and not used`);
  });
  expectNone(findings);
});

test('versions are exact and the same everywhere', () => {
  const versions = new Map<string, string>();
  const findings = projects.flatMap(({ folder, manifest }) =>
    everyDependency(manifest).flatMap(([name, version]) => {
      const expected = workspaceByName.has(name) ? '*' : (versions.get(name) ?? version);
      versions.set(name, version);
      const exact = expected === '*' || /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version);
      return exact && version === expected ? [] : [`${folder}: ${name} is at ${version}`];
    }),
  );
  expectNone(findings);
});

test('docs/adr/0005-dependencies.md gives the reason for every dependency', () => {
  const page = readText('docs/adr/0005-dependencies.md');
  const explained = [...page.matchAll(/^\| `(.+?)` \| (\S+) \|/gm)].map(
    ([, name, version]) => `${name} ${version}`,
  );
  const declared = projects
    .flatMap(({ manifest }) => everyDependency(manifest))
    .filter(([name]) => !workspaceByName.has(name))
    .map(([name, version]) => `${name} ${version}`);
  assert.deepEqual(explained.toSorted(), [...new Set(declared)].toSorted());
});

/** Where development dependencies may be used; all of a workspace in tests/ is a test. */
function testFolderOf(folder: string): string {
  return folder.startsWith('tests/') ? `${folder}/` : `${folder}/test/`;
}

/** A package may also be named by a string, as in `import.meta.resolve('axe-core')`. */
function unused(dependencies: Manifest['dependencies'] = {}, strings: readonly string[]): string[] {
  const used = new Set(strings.map(packageOf));
  return Object.keys(dependencies).filter(name => !used.has(name));
}

function everyDependency(manifest: Manifest): [string, string][] {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return Object.entries({ ...optionalDependencies, ...devDependencies, ...dependencies });
}
