import { isUtf8 } from 'node:buffer';
import { ProblemError } from '@fintech/contracts';

const maxDepth = 32;
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const malformed = (detail: string): ProblemError => new ProblemError('malformed_json', { detail });

/**
 * Parses a JSON body so that it can have one meaning only. Beyond `JSON.parse` it refuses invalid UTF-8, a key given
 * twice, keys that reach the prototype, nesting deeper than 32, and numbers with a fraction or an exponent: all numbers
 * of our API are whole, and a float that rounds to one is not what the sender wrote.
 *
 * @throws ProblemError `malformed_json`, `invalid_request`
 */
export function parseStrictJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw malformed('The body is not valid UTF-8.');
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(text.length === 0 ? 'The body is empty.' : 'The body cannot be parsed.');
  }
  assertUnambiguous(text);
  return value;
}

/** Walks over text that is known to be valid JSON, so it only has to find keys, numbers and brackets. */
function assertUnambiguous(text: string): void {
  const open: Array<Set<string> | undefined> = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys !== undefined && followedByColon(text, end)) addKey(keys, text.slice(at, end));
      at = end - 1;
    } else if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined);
      if (open.length > maxDepth) throw malformed(`The body is nested deeper than ${maxDepth}.`);
    } else if (character === '}' || character === ']') {
      open.pop();
    } else if (character === '.' || ((character === 'e' || character === 'E') && isDigit(text[at - 1]))) {
      throw new ProblemError('invalid_request', {
        detail: 'Numbers must be whole and written without a fraction or an exponent.',
      });
    }
  }
}

/** Index after the closing quote of the string that starts at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function followedByColon(text: string, from: number): boolean {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return text[at] === ':';
}

/** Two spellings of one key ("a" and "\u0061") are the same key. */
function addKey(keys: Set<string>, literal: string): void {
  const key = literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
  if (keys.has(key)) throw malformed('The body has a key twice.');
  if (forbiddenKeys.has(key)) throw malformed('The body has a key that is not allowed.');
  keys.add(key);
}

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';
