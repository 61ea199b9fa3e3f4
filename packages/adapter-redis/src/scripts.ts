import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A Lua program that Redis runs as one step. */
export interface Script {
  readonly source: string;
  /** By which Redis knows it once it has run. */
  readonly sha: string;
}

const read = (name: string): string =>
  readFileSync(new URL(`./scripts/${name}.lua`, import.meta.url), 'utf8');

const prelude = read('prelude');

function load(name: string, flags: string): Script {
  const source = `#!lua ${flags}\n${prelude}\n${read(name)}`;
  return { source, sha: createHash('sha1').update(source).digest('hex') };
}

export const scripts = {
  createFamily: load('create-family', 'flags='),
  families: load('families', 'flags=no-writes'),
  rotate: load('rotate', 'flags='),
  revoke: load('revoke', 'flags='),
  revokeUser: load('revoke-user', 'flags='),
  revocations: load('revocations', 'flags='),
  attempt: load('attempt', 'flags='),
  prune: load('prune', 'flags='),
} as const;
