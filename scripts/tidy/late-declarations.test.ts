import { test } from 'node:test';
import type { Node } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isClassDeclaration,
  isIdentifier,
  isVariableStatement,
} from 'typescript/unstable/ast/is';
import { expectNone } from './_files.ts';
import { descendants, lineOf, sources } from './_source.ts';

/**
 * `describeOn` is awaited, and on a slow machine the tests of its suite begin before the file goes on. They would find
 * whatever stands below without a value; functions alone are there from the start.
 */
test('what tests use has a value before the first suite that is waited for', () => {
  const findings = [...sources]
    .filter(([path]) => path.endsWith('.test.ts'))
    .flatMap(([path, source]) => {
      const first = source.statements.findIndex(waitsForSuite);
      const below = first === -1 ? [] : source.statements.slice(first + 1);
      return below.filter(hasValue).map(node => `${path}:${lineOf(node, source)}`);
    });
  expectNone(findings);
});

const hasValue = (node: Node): boolean => isVariableStatement(node) || isClassDeclaration(node);

function waitsForSuite(statement: Node): boolean {
  return [...descendants(statement)].some(
    node => isCallExpression(node) && isIdentifier(node.expression) && node.expression.text === 'describeOn',
  );
}
