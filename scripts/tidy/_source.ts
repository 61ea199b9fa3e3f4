import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import { isStringLiteral, isStringLiteralLikeNode } from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';
import { files, root } from './_files.ts';

/**
 * The syntax tree of every TypeScript file, by path. The compiler itself parses (without types, so it is quick): a check
 * that works on text would trip over strings, comments and templates.
 */
export const sources: ReadonlyMap<string, SourceFile> = parseAll();

function parseAll(): Map<string, SourceFile> {
  const api = new API({ cwd: root });
  try {
    const config = `${root}scripts/tidy/syntax.tsconfig.json`;
    const program = api.updateSnapshot({ openProjects: [config] }).getProject(config)?.program;
    const parsed = new Map<string, SourceFile>();
    for (const path of files.filter(file => /\.m?[jt]s$/.test(file))) {
      const source = program?.getSourceFile(root + path);
      if (source === undefined) throw new Error(`${path} was not parsed`);
      parsed.set(path, source);
    }
    return parsed;
  } finally {
    api.close();
  }
}

/** The node and everything below it, in the order of the text. */
export function* descendants(node: Node): Generator<Node> {
  yield node;
  const children: Node[] = [];
  node.forEachChild(child => void children.push(child));
  for (const child of children) yield* descendants(child);
}

/** What `import`, `export … from` and `import()` name. */
export function importsOf(source: SourceFile): string[] {
  return source.imports.filter(isStringLiteral).map(literal => literal.text);
}

/** The values of all string literals, imports included: paths and package names are also passed to functions. */
export function stringsOf(source: SourceFile): string[] {
  return [...descendants(source)].filter(isStringLiteralLikeNode).map(literal => literal.text);
}

/** Where a node starts, as an editor shows it. */
export function lineOf(node: Node, source: SourceFile): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** All comments with their lines. Found in the text once everything that may look like a comment is blanked out. */
export function commentsOf(source: SourceFile): { text: string; line: number }[] {
  const text = source.text.split('');
  for (const node of descendants(source)) {
    if (literalKinds.has(node.kind)) text.fill(' ', node.getStart(source), node.end);
  }
  return [...text.join('').matchAll(/\/\/.*|\/\*[\s\S]*?\*\//g)].map(match => ({
    text: source.text.slice(match.index, match.index + match[0].length),
    line: source.getLineAndCharacterOfPosition(match.index).line + 1,
  }));
}

const literalKinds: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.StringLiteral,
  SyntaxKind.RegularExpressionLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateHead,
  SyntaxKind.TemplateMiddle,
  SyntaxKind.TemplateTail,
]);
