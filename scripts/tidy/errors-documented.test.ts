import { test } from 'node:test';
import { problems } from '../../packages/contracts/src/problems.ts';
import { expectNone, readText } from './_files.ts';

const page = 'docs/reference/errors.md';

/** The rows of the page's tables: `| \`code\` | status | …`. */
const documented = new Map(
  [...readText(page).matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(match => [
    match[1] ?? '',
    Number(match[2]),
  ]),
);

test(`every error is in ${page} with its status`, () => {
  const missing = Object.entries(problems).filter(([code, { status }]) => documented.get(code) !== status);
  expectNone(missing.map(([code, { status }]) => `${page}: ${code} with status ${status} is missing`));
});

test(`${page} names no error that does not exist`, () => {
  const invented = [...documented.keys()].filter(code => !(code in problems));
  expectNone(invented.map(code => `${page}: ${code} is not in packages/contracts/src/problems.ts`));
});
