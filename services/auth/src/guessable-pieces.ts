import { dictionary } from '@zxcvbn-ts/language-common';

const commonPasswords: ReadonlySet<string> = new Set(dictionary['passwords-common']);
const longestCommon = Math.max(...[...commonPasswords].map(password => password.length));

/**
 * The smallest number of easily guessed pieces that make up the text: common passwords, runs (`aaaa`, `1234`, `fedc`) and,
 * where nothing else fits, single characters. A text that repeats itself counts once.
 *
 * @param text in lower case
 */
export function countGuessablePieces(text: string): number {
  const unit = repeatedUnit(text);
  // fewest[n]: pieces needed for the first n characters.
  const fewest = [0];
  for (let end = 1; end <= unit.length; end++) {
    let best = (fewest[end - 1] ?? 0) + 1;
    for (let start = Math.max(0, end - longestCommon); start < end; start++) {
      const pieces = (fewest[start] ?? 0) + 1;
      if (pieces < best && commonPasswords.has(unit.slice(start, end))) best = pieces;
    }
    const runStart = end - runLengthBefore(unit, end);
    fewest.push(Math.min(best, (fewest[runStart] ?? 0) + 1));
  }
  return fewest.at(-1) ?? 0;
}

/** The shortest text that, repeated, gives the whole one (its last copy may be cut off). */
function repeatedUnit(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    if (text.slice(length) === text.slice(0, -length)) return text.slice(0, length);
  }
  return text;
}

/** Length of the run that ends at `end`: neighbours that all differ by 0, by +1 or by −1. */
function runLengthBefore(text: string, end: number): number {
  const step = text.charCodeAt(end - 1) - text.charCodeAt(end - 2);
  let length = 1;
  while (
    Math.abs(step) <= 1 &&
    length < end &&
    text.charCodeAt(end - length) - text.charCodeAt(end - length - 1) === step
  ) {
    length++;
  }
  return length;
}
