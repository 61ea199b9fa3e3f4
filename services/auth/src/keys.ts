import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { PublicKey } from '@fintech/contracts';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** Everything secret that the service needs. Whoever has it can be any user: keep it out of code, images and logs. */
export interface Keys {
  /** Signs access tokens. */
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject };
  /** The key in use and those whose tokens may still be alive. */
  readonly publicKeys: readonly PublicKey[];
  /** 32 bytes from which refresh tokens are derived. */
  readonly refresh: Buffer;
  /** 32 bytes for the form tokens of the pages. */
  readonly csrf: Buffer;
}

const PrivateJwk = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String(),
  d: Type.String(),
});
const Secret = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
/** To rotate the signing key, put a new one first and drop the old one when its last token has expired. */
const KeyFile = Type.Object({
  signing: Type.Array(PrivateJwk, { minItems: 1 }),
  refresh: Secret,
  csrf: Secret,
});
type KeyFile = Static<typeof KeyFile>;

/** The text of a new key file with fresh keys. Store it with mode 0600. */
export function createKeyFile(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const file = {
    signing: [privateKey.export({ format: 'jwk' })],
    refresh: randomBytes(32).toString('base64url'),
    csrf: randomBytes(32).toString('base64url'),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/**
 * Reads a key file.
 *
 * @throws Error that says what is wrong and never quotes the file
 */
export function parseKeyFile(text: string): Keys {
  const file = readKeyFile(text);
  const [current] = file.signing;
  if (current === undefined) throw new Error('The key file has no signing key.');
  return {
    signing: { kid: keyId(current.x), privateKey: createPrivateKey({ key: current, format: 'jwk' }) },
    publicKeys: file.signing.map(key => toPublicKey(key.x)),
    refresh: Buffer.from(file.refresh, 'base64url'),
    csrf: Buffer.from(file.csrf, 'base64url'),
  };
}

function readKeyFile(text: string): KeyFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('The key file is not valid JSON.');
  }
  if (!Value.Check(KeyFile, value))
    throw new Error('The key file lacks a signing key, or a secret of 32 bytes.');
  if (value.signing.some(key => !isPair(key))) {
    throw new Error('The key file has a signing key whose halves do not belong together.');
  }
  return value;
}

/** A swapped public half would publish a key that nothing was signed with. */
function isPair(key: KeyFile['signing'][number]): boolean {
  return createPublicKey(createPrivateKey({ key, format: 'jwk' })).export({ format: 'jwk' }).x === key.x;
}

/** The thumbprint of RFC 7638: the same key has the same id everywhere. */
function keyId(x: string): string {
  return createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
}

function toPublicKey(x: string): PublicKey {
  return { kty: 'OKP', crv: 'Ed25519', x, kid: keyId(x), alg: 'EdDSA', use: 'sig' };
}
