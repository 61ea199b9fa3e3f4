import { test } from 'node:test';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { isCallExpression, isFunctionLikeDeclaration } from 'typescript/unstable/ast/is';
import { expectNone, files, readText } from './_files.ts';
import { descendants, lineOf, sources } from './_source.ts';
import { workspaces } from './_workspaces.ts';

const maxFileLines = 500;
const maxMedianLines = 100;
const maxFunctionLines = 70;

test(`no file is longer than ${maxFileLines} lines`, () => {
  const findings = files
    .filter(path => /\.(m?[jt]s|css|sh|ya?ml)$/.test(path))
    .map(path => ({ path, lines: lineCount(path) }))
    .filter(({ lines }) => lines > maxFileLines)
    .map(({ path, lines }) => `${path}: ${lines} lines; split it by what its parts do`);
  expectNone(findings);
});

test(`the usual file of a source tree has at most ${maxMedianLines} lines`, () => {
  const findings = workspaces
    .filter(({ layer }) => layer !== 'tests')
    .map(({ folder }) => {
      const tree = `${folder}/src/`;
      const lengths = [...sources.keys()].filter(path => path.startsWith(tree)).map(lineCount);
      return { tree, median: lengths.sort((a, b) => a - b)[lengths.length >> 1] ?? 0 };
    })
    .filter(({ median }) => median > maxMedianLines)
    .map(({ tree, median }) => `${tree}: half of the files have ${median} lines or more`);
  expectNone(findings);
});

test(`no function is longer than ${maxFunctionLines} lines`, () => {
  const findings = [...sources].flatMap(([path, source]) =>
    [...descendants(source)]
      .filter(isFunctionLikeDeclaration)
      .map(node => ({ line: lineOf(node, source), lines: functionLines(node, source) }))
      .filter(({ lines }) => lines > maxFunctionLines)
      .map(({ line, lines }) => `${path}:${line}: a function of ${lines} lines`),
  );
  expectNone(findings);
});

function lineCount(path: string): number {
  return readText(path).trimEnd().split('\n').length;
}

/** A suite is a list of tests, not one long function: the bodies of its tests are measured on their own. */
function functionLines(node: Node, source: SourceFile): number {
  const tests = [...descendants(node)].filter(child => child !== node && isTestBody(child));
  const outermost = tests.filter(inner => !tests.some(outer => outer !== inner && contains(outer, inner)));
  return outermost.reduce((lines, inner) => lines - span(inner, source) + 1, span(node, source));
}

function isTestBody(node: Node): boolean {
  const call = node.parent;
  if (!isFunctionLikeDeclaration(node) || !isCallExpression(call)) return false;
  return /^(describe|suite|test|it|before|after|t\.test)/.test(call.expression.getText());
}

function contains(outer: Node, inner: Node): boolean {
  return outer.pos <= inner.pos && inner.end <= outer.end;
}

function span(node: Node, source: SourceFile): number {
  const lastLine = source.getLineAndCharacterOfPosition(node.end).line + 1;
  return lastLine - lineOf(node, source) + 1;
}
