import { test } from 'node:test';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isIdentifier,
  isNumericLiteral,
  isPropertyAccessExpression,
} from 'typescript/unstable/ast/is';
import { expectNone } from './_files.ts';
import { descendants, importsOf, lineOf, sources } from './_source.ts';

/** Each name that would make the ledger depend on more than its log, with what to use instead. */
const banned: ReadonlyMap<string, string> = new Map([
  ['Date', 'the time in the command; ledger time comes from the log'],
  ['performance', 'the time in the command; ledger time comes from the log'],
  ['Intl', 'nothing: words and formats belong to the pages'],
  ['parseFloat', 'parseAmount of packages/contracts, before the command is made'],
  ['parseInt', 'a checked loop over the digits; ids are fixed-width hexadecimal'],
  ['BigInt', 'safe integers (docs/adr/0004-money-as-safe-integers.md)'],
  ['setTimeout', 'a tick command; time passes only in the log'],
  ['setInterval', 'a tick command; time passes only in the log'],
  ['setImmediate', 'a plain call; apply is synchronous'],
  ['queueMicrotask', 'a plain call; apply is synchronous'],
  ['Promise', 'a plain value; apply is synchronous'],
  ['console', 'an outcome, or a LedgerHalt; the caller logs'],
  ['process', 'an argument; settings arrive through the constructor'],
  ['globalThis', 'an argument'],
  ['crypto', 'the hash function that is passed in, and ids made by the caller'],
  ['Buffer', 'Uint8Array and DataView'],
  ['fetch', 'nothing: the ledger talks to nobody'],
  ['localeCompare', 'a comparison of code units; locales differ between machines'],
]);

const folder = 'packages/ledger/src/';

test('the ledger depends on nothing but its log', () => {
  const findings = [...sources]
    .filter(([path]) => path.startsWith(folder))
    .flatMap(([path, source]) => [
      ...importsOf(source)
        .filter(specifier => !isInFolder(specifier, path))
        .map(specifier => `${path}: ${specifier} is imported; pass it in as an argument`),
      ...[...descendants(source)].flatMap(node => {
        const reason = impurity(node, source);
        return reason === undefined ? [] : [`${path}:${lineOf(node, source)}: ${reason}`];
      }),
    ]);
  expectNone(findings);
});

function isInFolder(specifier: string, path: string): boolean {
  return specifier.startsWith('.') && new URL(specifier, `file:///${path}`).pathname.startsWith(`/${folder}`);
}

function impurity(node: Node, source: SourceFile): string | undefined {
  if (isIdentifier(node) && banned.has(node.text)) return `${node.text}: use ${banned.get(node.text)}`;
  if (isPropertyAccessExpression(node) && node.getText(source) === 'Math.random') {
    return 'Math.random: use the ids and keys that the command brings';
  }
  if (isCallExpression(node) && isIdentifier(node.expression) && node.expression.text === 'Number') {
    return 'Number(): use the integers that the codec reads';
  }
  if (isNumericLiteral(node) && !Number.isInteger(Number(node.text.replaceAll('_', '')))) {
    return `${node.text}: use integers in minor units`;
  }
  if (node.kind === SyntaxKind.BigIntLiteral) return `${node.getText(source)}: use safe integers`;
  if (node.kind === SyntaxKind.AwaitExpression) return 'await: apply is synchronous';
  return undefined;
}
