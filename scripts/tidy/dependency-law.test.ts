import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectNone, files } from './_files.ts';
import { importsOf, sources } from './_source.ts';
import { layers, packageOf, type Workspace, workspaceByName, workspaces } from './_workspaces.ts';

test('packages/ is a closed list: a new one needs a decision record', () => {
  const parts = ['ledger', 'contracts', 'ports', 'http', 'web', 'telemetry', 'runtime', 'testkit'];
  const adapters = ['adapter-sqlite', 'adapter-kafka', 'adapter-mongodb', 'adapter-redis'];
  const found = new Set(
    files.filter(path => path.startsWith('packages/')).map(path => path.split('/')[1] ?? ''),
  );
  expectNone(
    [...found].filter(name => ![...parts, ...adapters].includes(name)).map(name => `packages/${name}`),
  );
});

test('what a package.json declares obeys the dependency law', () => {
  const declared = workspaces.flatMap(user => [
    ...internal(user.manifest.dependencies).map(used => breach(user, used, false)),
    ...internal(user.manifest.devDependencies).map(used => breach(user, used, true)),
  ]);
  expectNone(declared.filter(finding => finding !== undefined));
});

test('what the code imports obeys the dependency law', () => {
  const findings = workspaces.flatMap(user =>
    [...sources]
      .filter(([path]) => path.startsWith(`${user.folder}/`))
      .flatMap(([path, source]) =>
        importsOf(source).map(specifier => {
          if (leavesWorkspace(user, path, specifier))
            return `${path}: import the package by its name instead of ${specifier}`;
          const used = workspaceByName.get(packageOf(specifier) ?? '');
          const finding = used && breach(user, used, path.includes('/test/'));
          return finding && `${path}: ${finding}`;
        }),
      ),
  );
  expectNone(findings.filter(finding => finding !== undefined));
});

test('packages do not depend on each other in a circle', () => {
  const done = new Set<Workspace>();
  const visit = (workspace: Workspace, path: readonly string[]): void => {
    assert.ok(!path.includes(workspace.folder), [...path, workspace.folder].join(' → '));
    if (done.has(workspace)) return;
    for (const used of internal(workspace.manifest.dependencies)) visit(used, [...path, workspace.folder]);
    done.add(workspace);
  };
  for (const workspace of workspaces) visit(workspace, []);
});

function internal(dependencies: Readonly<Record<string, string>> = {}): Workspace[] {
  return Object.keys(dependencies).flatMap(name => workspaceByName.get(name) ?? []);
}

/** Says which rule is broken when `user` uses `used`; a test may see more than the code it tests. */
function breach(user: Workspace, used: Workspace, inTest: boolean): string | undefined {
  if (user === used) return undefined;
  const what = `${user.folder} must not use ${used.folder}`;
  const testing = inTest || user.layer === 'tests';
  if (layers.indexOf(used.layer) > layers.indexOf(user.layer)) return `${what}: apps → services → packages`;
  if (used.layer === user.layer && used.layer !== 'packages')
    return `${what}: neighbours do not know each other`;
  if (testing) return undefined;
  if (user.folder === 'packages/ledger') return `${what}: the ledger imports nothing`;
  if (used.folder === 'packages/testkit') return `${what}: it is for tests`;
  if (used.folder.startsWith('packages/adapter-') && user.layer !== 'apps') {
    return `${what}: only apps see adapters, everybody else sees packages/ports`;
  }
  return undefined;
}

function leavesWorkspace(user: Workspace, path: string, specifier: string): boolean {
  const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
  return specifier.startsWith('.') && !target.startsWith(`${user.folder}/`);
}
