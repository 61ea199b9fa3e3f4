import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, with a slash at the end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every file that is in the repository or would be after `git add`, relative to the root. */
export const files: readonly string[] = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8' },
)
  .split('\0')
  // A file that was just deleted is still in the index; a link to a folder is no text.
  .filter(path => path !== '' && lstatSync(root + path, { throwIfNoEntry: false })?.isFile());

export function readText(path: string): string {
  return readFileSync(root + path, 'utf8');
}

/** Fails with one line per finding, so that a red run can be worked off as a list. */
export function expectNone(findings: readonly string[]): void {
  assert.equal(findings.length, 0, `\n${findings.join('\n')}\n`);
}
