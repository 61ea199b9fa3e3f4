import { test } from 'node:test';
import { expectNone } from './_files.ts';
import { commentsOf, sources } from './_source.ts';

test('the only tag in a comment is @NOTE, beside those that document a function', () => {
  expectNone(commentsMatching(/^[\s/*]*@(?!(NOTE|param|returns|throws|example)\b)\w+/m));
});

test('no comment puts work off', () => {
  expectNone(commentsMatching(/\b(TODO|FIXME|XXX|HACK)\b/));
});

test('no comment silences the compiler or the linter', () => {
  // A promise that something does not compile is kept in a types.test.ts.
  const silenced = commentsMatching(/@ts-(ignore|nocheck|expect-error)|(biome|eslint)-(ignore|disable)/);
  expectNone(silenced.filter(finding => !/\/types\.test\.ts:.*@ts-expect-error/.test(finding)));
});

function commentsMatching(pattern: RegExp): string[] {
  return [...sources].flatMap(([path, source]) =>
    commentsOf(source)
      .filter(({ text }) => pattern.test(text))
      .map(({ text, line }) => `${path}:${line}: ${text.split('\n', 1)[0]}`),
  );
}
