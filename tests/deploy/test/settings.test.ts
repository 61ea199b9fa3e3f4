import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import { describeOn } from '@fintech/testkit/stack';
import { type ComposeModel, loadModel, root, variants } from '../src/compose-model.ts';
import { missingDockerCompose } from '../src/docker-compose.ts';
import { prepared } from '../src/tools.ts';

const models = async () => ({
  cluster: await loadModel(variants.cluster),
  standalone: await loadModel(variants.standalone),
});

await describeOn('Compose: settings of our own', prepared(missingDockerCompose, models), model => {
  for (const service of ['setup', 'auth', 'transaction']) {
    it(`gives ${service} settings that the cluster form has`, () => {
      const known = settingsOf('apps/cluster/src/main.ts');
      assert.deepEqual(unknownIn(model().cluster, service, known), []);
    });
  }

  it('gives the standalone form settings that it has', () => {
    const known = settingsOf('apps/standalone/src/main.ts');
    assert.deepEqual(unknownIn(model().standalone, 'wallet', known), []);
  });
});

/** The names that `--help` explains. */
function settingsOf(program: string): ReadonlySet<string> {
  const help = execFileSync(process.execPath, [root + program, '--help'], { encoding: 'utf8' });
  const names = [...help.matchAll(/^ {2}([A-Z][A-Z_]+) /gm)].map(match => match[1] ?? '');
  assert.ok(names.length > 5);
  return new Set(names);
}

function unknownIn({ services }: ComposeModel, name: string, known: ReadonlySet<string>): string[] {
  const { environment } = services[name] ?? {};
  assert.ok(environment !== undefined && environment !== null);
  return Object.keys(environment).filter(setting => !known.has(setting));
}
