import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PublicKey } from '@fintech/contracts';
import { TokenVerifier } from '@fintech/http';
import { FakeClock } from '@fintech/testkit';

export const issuer = 'http://localhost:5000';

export interface Issuer {
  readonly privateKey: KeyObject;
  readonly publicKey: PublicKey;
}

export function newIssuer(kid: string): Issuer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, publicKey: { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' } };
}

export const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs whatever it is given: the corpus needs tokens that no honest library would make. */
export function signToken(key: KeyObject, header: object, payload: object): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`;
}

export interface Setup {
  readonly clock: FakeClock;
  readonly key: Issuer;
  readonly published: PublicKey[];
  readonly revoked: Set<string>;
  readonly verifier: TokenVerifier;
  readonly header: object;
  readonly payload: Readonly<Record<string, unknown>>;
  fetches: number;
  token(header?: object, payload?: object): string;
}

export function setUp(): Setup {
  const clock = new FakeClock();
  const key = newIssuer('key-1');
  const published = [key.publicKey];
  const revoked = new Set<string>();
  const now = clock.now() / 1000;
  const header = { alg: 'EdDSA', typ: 'at+jwt', kid: 'key-1' };
  const payload = {
    iss: issuer,
    aud: 'fintech',
    sub: 'user-1',
    sid: 'session-1',
    jti: 'token-1',
    username: 'alice',
    iat: now,
    exp: now + 900,
  };
  const setup: Setup = {
    clock,
    key,
    published,
    revoked,
    header,
    payload,
    fetches: 0,
    token: (changedHeader = {}, changedPayload = {}) =>
      signToken(key.privateKey, { ...header, ...changedHeader }, { ...payload, ...changedPayload }),
    verifier: new TokenVerifier({
      issuer,
      clock,
      revocations: { isRevoked: id => revoked.has(id) },
      publicKeys: async () => {
        setup.fetches++;
        return published;
      },
    }),
  };
  return setup;
}
