import { test } from 'node:test';
import { expectNone, files, readText } from './_files.ts';
import { workspaces } from './_workspaces.ts';

/** Every document without its code blocks, in which a `#` is no heading and a bracket no link. */
const documents = new Map(
  files
    .filter(path => path.endsWith('.md'))
    .map(path => [
      path,
      readText(path)
        .replaceAll(/^(```|~~~)[\s\S]*?^\1.*$/gm, '')
        .replaceAll(/`[^`\n]*`/g, code),
    ]),
);

test('every document has one title', () => {
  const findings = [...documents]
    .map(([path, text]) => ({ path, titles: text.match(/^# /gm)?.length ?? 0 }))
    .filter(({ titles }) => titles !== 1)
    .map(({ path, titles }) => `${path}: ${titles} first-level headings`);
  expectNone(findings);
});

test('every link between documents leads somewhere', () => {
  const findings = [...documents].flatMap(([path, text]) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(match => match[1] ?? '')
      .filter(link => !/^[a-z]+:/.test(link) && !leadsSomewhere(link, path))
      .map(link => `${path}: ${link} does not exist`),
  );
  expectNone(findings);
});

test('every workspace has a README with a title and a paragraph', () => {
  const findings = workspaces
    .filter(({ folder }) => !/^# .+\n+[^#\s].{60,}/m.test(documents.get(`${folder}/README.md`) ?? ''))
    .map(({ folder }) => `${folder}/README.md: say in one paragraph what the folder is for`);
  expectNone(findings);
});

/** Code spans keep their words, which are part of a heading's anchor, but cannot be links. */
function code(span: string): string {
  return span.replaceAll(/[`[\]()]/g, '');
}

function leadsSomewhere(link: string, from: string): boolean {
  const url = new URL(link, `file:///${from}`);
  const target = decodeURIComponent(url.pathname).slice(1);
  const exists =
    target === '' || files.some(path => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`));
  return exists && (url.hash === '' || anchorsOf(target).has(url.hash.slice(1)));
}

/** Anchors as code hosts make them: lower case, spaces to hyphens, the rest of the punctuation dropped. */
function anchorsOf(path: string): Set<string> {
  const headings = documents.get(path)?.match(/^#+ .*$/gm) ?? [];
  return new Set(
    headings.map(heading =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
