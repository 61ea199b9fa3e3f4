import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { TokenVerifier } from '@fintech/http';
import { encode, issuer, newIssuer, type Setup, setUp, signToken } from './_util.ts';

const refused = (verifier: TokenVerifier, token: string) =>
  assert.rejects(
    verifier.verify(token),
    (error: unknown) => error instanceof ProblemError && error.code === 'unauthenticated',
  );

test('a good token gives its claims, from the cache without asking again', async () => {
  const setup = setUp();
  const token = setup.token();
  assert.equal(setup.verifier.verifySync(token), undefined);
  const claims = await setup.verifier.verify(token);
  assert.deepEqual(claims, setup.payload);
  assert.equal(setup.verifier.verifySync(token), claims);
  assert.equal(setup.fetches, 1);
});

/** Tokens that must be refused, each made from a good one by a single change. */
const corpus: Readonly<Record<string, (setup: Setup) => string>> = {
  'alg none, no signature': ({ payload, header }) =>
    `${encode({ ...header, alg: 'none' })}.${encode(payload)}.`,
  'alg none, good signature': setup => setup.token({ alg: 'none' }),
  'alg None in other case': ({ payload, header }) =>
    `${encode({ ...header, alg: 'nOnE' })}.${encode(payload)}.`,
  'HS256 with the public key as secret': setup => hmacToken(setup, setup.key.publicKey.x, 'base64url'),
  'HS256 with the public key in PEM as secret': setup => {
    const { kty, crv, x } = setup.key.publicKey;
    const pem = createPublicKey({ key: { kty, crv, x }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    return hmacToken(setup, pem.toString(), 'utf8');
  },
  'signature stripped': setup => setup.token().replace(/[^.]+$/, ''),
  'signature altered': setup =>
    setup
      .token()
      .replace(/\.([^.]+)$/, (_all, mac: string) => `.${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`),
  'payload altered': setup => {
    const [header, , signature] = setup.token().split('.');
    return `${header}.${encode({ ...setup.payload, sub: 'user-2' })}.${signature}`;
  },
  'signed by another key': ({ header, payload }) => signToken(newIssuer('key-1').privateKey, header, payload),
  'typ JWT': setup => setup.token({ typ: 'JWT' }),
  'no typ': setup => setup.token({ typ: undefined }),
  'another audience': setup => setup.token({}, { aud: 'somebody-else' }),
  'several audiences': setup => setup.token({}, { aud: ['fintech', 'somebody-else'] }),
  'no audience': setup => setup.token({}, { aud: undefined }),
  'another issuer': setup => setup.token({}, { iss: 'http://localhost:5999' }),
  'no issuer': setup => setup.token({}, { iss: undefined }),
  'no expiry': setup => setup.token({}, { exp: undefined }),
  'an expiry that is text': setup => setup.token({}, { exp: '9999999999' }),
  'not valid before tomorrow': setup => setup.token({}, { nbf: setup.clock.now() / 1000 + 86_400 }),
  'no subject': setup => setup.token({}, { sub: undefined }),
  'no session': setup => setup.token({}, { sid: undefined }),
  'a session that is a number': setup => setup.token({}, { sid: 1 }),
  'unknown kid': setup => setup.token({ kid: 'key-2' }),
  'no kid': setup => setup.token({ kid: undefined }),
  'crit with an unknown extension': setup => setup.token({ crit: ['b64x'], b64x: true }),
  'crit that is empty': setup => setup.token({ crit: [] }),
  'b64 false': setup => setup.token({ crit: ['b64'], b64: false }),
  'own key in jwk': setup => {
    const own = newIssuer('key-1');
    const { kty, crv, x } = own.publicKey;
    return signToken(own.privateKey, { ...setup.header, jwk: { kty, crv, x } }, setup.payload);
  },
  'our key in jwk': setup => setup.token({ jwk: setup.key.publicKey }),
  'a key to fetch in jku': setup => setup.token({ jku: 'http://127.0.0.1:1/keys' }),
  'a certificate to fetch in x5u': setup => setup.token({ x5u: 'http://127.0.0.1:1/certificate' }),
  'four parts': setup => `${setup.token()}.x`,
  'far too long': setup => setup.token({}, { padding: 'x'.repeat(4000) }),
  empty: () => '',
  nonsense: () => 'a.b.c',
  'a payload that is no object': setup => signToken(setup.key.privateKey, setup.header, ['x']),
};

for (const [name, make] of Object.entries(corpus)) {
  test(`refused: ${name}`, async () => {
    const setup = setUp();
    await refused(setup.verifier, make(setup));
    // The key is known now; the second try meets another path.
    await setup.verifier.verify(setup.token());
    await refused(setup.verifier, make(setup));
  });
}

test('a token holds to the millisecond of its expiry, also from the cache', async () => {
  const setup = setUp();
  const token = setup.token();
  setup.clock.advance(900_000 - 1);
  await setup.verifier.verify(token);
  assert.ok(setup.verifier.verifySync(token));
  setup.clock.advance(1);
  assert.equal(setup.verifier.verifySync(token), undefined);
  await refused(setup.verifier, token);
});

test('a revoked session is refused, verified before or not', async () => {
  const setup = setUp();
  const [seen, unseen] = [setup.token(), setup.token({}, { jti: 'token-2' })];
  await setup.verifier.verify(seen);
  setup.revoked.add('session-1');
  assert.equal(setup.verifier.verifySync(seen), undefined);
  await refused(setup.verifier, seen);
  await refused(setup.verifier, unseen);
});

test('a new key is fetched when a token names it, but not on each invented name', async () => {
  const setup = setUp();
  await setup.verifier.verify(setup.token());
  const next = newIssuer('key-2');
  setup.published.unshift(next.publicKey);
  const token = signToken(next.privateKey, { ...setup.header, kid: 'key-2' }, setup.payload);
  setup.clock.advance(5_000);
  await setup.verifier.verify(token);
  assert.equal(setup.fetches, 2);

  for (let attempt = 0; attempt < 20; attempt++) {
    await refused(setup.verifier, setup.token({ kid: `invented-${attempt}` }));
  }
  assert.equal(setup.fetches, 2);
  await setup.verifier.verify(setup.token({}, { jti: 'of the old key' }));
});

test('parallel tokens share one fetch', async () => {
  const setup = setUp();
  const tokens = Array.from({ length: 20 }, (_, index) => setup.token({}, { jti: `token-${index}` }));
  await Promise.all(tokens.map(token => setup.verifier.verify(token)));
  assert.equal(setup.fetches, 1);
});

test('without the issuer nobody is called unauthenticated, and a later try works', async () => {
  const setup = setUp();
  let down = true;
  const verifier = new TokenVerifier({
    issuer,
    clock: setup.clock,
    revocations: { isRevoked: () => false },
    publicKeys: async () => {
      if (down) throw new ProblemError('unavailable');
      return setup.published;
    },
  });
  const token = setup.token();
  await assert.rejects(verifier.verify(token), { code: 'unavailable' });
  down = false;
  assert.ok(await verifier.verify(token));
});

function hmacToken({ header, payload }: Setup, secret: string, encoding: BufferEncoding): string {
  const signed = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`;
  const mac = createHmac('sha256', Buffer.from(secret, encoding)).update(signed).digest('base64url');
  return `${signed}.${mac}`;
}
