import { test } from 'node:test';
import { isIdentifier, isPropertyAccessExpression, isPropertyAssignment } from 'typescript/unstable/ast/is';
import { expectNone } from './_files.ts';
import { descendants, lineOf, sources } from './_source.ts';

/** The linter knows `test.only` and `test.skip`; it does not know the other ways of Node's test runner. */
test('no test is left for later and none runs alone', () => {
  const findings = [...sources]
    .filter(([path]) => path.endsWith('.test.ts'))
    .flatMap(([path, source]) =>
      [...descendants(source)]
        .filter(node => isPropertyAccessExpression(node) || isPropertyAssignment(node))
        .filter(node => isIdentifier(node.name) && ['todo', 'only', 'runOnly'].includes(node.name.text))
        .map(node => `${path}:${lineOf(node, source)}: ${node.getText(source)}`),
    );
  expectNone(findings);
});
