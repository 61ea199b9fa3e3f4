import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sha256 } from './_util.ts';

const source = new URL('../src/', import.meta.url);

/** What each released version of the logic consists of, by its hash. A version that was released never changes (rule R8). */
const released: Readonly<Record<string, string>> = {
  'logic-1': '78982e47700a7a8089bde1057002cacec1625e5c72c562773f8318096a683386',
};

/** One hash over the names and contents of a folder. */
function hashOf(folder: string): string {
  const files = readdirSync(new URL(`${folder}/`, source)).toSorted();
  const texts = files.map(file => `${file}\n${readFileSync(new URL(`${folder}/${file}`, source), 'utf8')}`);
  return Buffer.from(sha256(Buffer.from(texts.join('\n')))).toString('hex');
}

for (const [folder, hash] of Object.entries(released)) {
  test(`R8 ${folder} is what it was when it was released`, () => {
    assert.equal(hashOf(folder), hash, 'a change of the rules needs a new version, beside this one');
  });
}
