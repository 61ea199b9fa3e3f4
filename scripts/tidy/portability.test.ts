import { test } from 'node:test';
import { expectNone, files, readText } from './_files.ts';

const texts = files.filter(path => !/\.(png|jpe?g|ico|gz|zip|snapshot|db)$/.test(path));

test('no file names a folder of one machine', () => {
  expectNone(linesMatching(texts, /(?<![\w.-])\/(work|root|home\/(?!node\b)\w+|Users\/\w+)\//));
});

test('the lockfile and the settings of npm name no registry', () => {
  const npm = ['package-lock.json', '.npmrc'];
  expectNone(linesMatching(npm, /"resolved": "\w+:\/\/|^\s*(@[\w-]+:)?registry\s*=/));
});

function linesMatching(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap(path =>
    readText(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}
