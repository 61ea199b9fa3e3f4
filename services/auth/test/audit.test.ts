import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuditEntry, auditCollection, findBreak } from '@fintech/auth';
import { type DocumentStore, PortError } from '@fintech/ports';
import { FakeClock } from '@fintech/testkit';
import { AuditTrail } from '../src/audit-trail.ts';
import { goodPassword, origin, startAuth } from './_util.ts';

test('everything that happens leaves an entry, and the chain is whole', async () => {
  await using auth = await startAuth();
  const phone = await auth.signUpAndLogIn('alice');
  await auth.post('/auth/login', { username: 'alice', password: 'not the right password' });
  await auth.post('/auth/login', { username: 'nobody', password: 'not the right password' });
  await auth.post('/auth/refresh', { refresh_token: phone.refresh_token });
  auth.clock.advance(10_001);
  await auth.post('/auth/refresh', { refresh_token: phone.refresh_token });
  const laptop = (await auth.post('/auth/login', { username: 'alice', password: goodPassword })).json();
  await auth.post('/auth/logout', { refresh_token: laptop.refresh_token });

  const entries = await auth.auditEntries();
  assert.deepEqual(
    entries.map(entry => entry.event),
    [
      'user_created',
      'authn_login_success',
      'authn_token_created',
      'authn_login_fail',
      'authn_login_fail',
      'session_renewed',
      'authn_token_reuse',
      'authn_login_success',
      'authn_token_created',
      'authn_token_revoked',
    ],
  );
  assert.equal(findBreak(entries), -1);
  const user = await auth.service.findUser('alice');
  assert.ok(entries.every(entry => (entry.user_id === user?.id) !== (entry.unknown_user !== undefined)));
});

test('a lock is recorded once, however often it refuses', async () => {
  await using auth = await startAuth();
  const attempt = () => auth.post('/auth/login', { username: 'nobody', password: 'not the right one' });
  await Promise.all(Array.from({ length: 40 }, attempt));
  const locks = (await auth.auditEntries()).filter(entry => entry.event === 'authn_login_lock');
  assert.deepEqual(
    locks.map(entry => entry.reason),
    ['logInAccount'],
  );
});

test('no password and no token is in the audit trail or in the logs', async () => {
  await using auth = await startAuth();
  const tokens = await auth.signUpAndLogIn('alice');
  const secrets = [
    goodPassword,
    'my other password typed as a name',
    ...Object.values(tokens).slice(0, 2).map(String),
  ];
  await auth.post('/auth/login', { username: secrets[1] ?? '', password: secrets[1] ?? '' });
  await auth.post('/auth/refresh', { refresh_token: tokens.refresh_token });
  await auth.post('/auth/refresh', { refresh_token: `${tokens.refresh_token}x` });
  await auth.get('/auth/protected', tokens.access_token);
  await auth.get('/auth/protected', `${tokens.access_token}x`);
  const written = JSON.stringify(await auth.auditEntries()) + auth.logged.join('\n');
  assert.ok(auth.logged.length > 0, 'the log was captured');
  for (const secret of secrets) assert.ok(!written.includes(secret), secret.slice(0, 12));
});

test('what a caller sends cannot forge a line', async () => {
  await using auth = await startAuth();
  const evil = {
    address: '192.0.2.1',
    userAgent: `a\r\nauthn_login_success\u001b[2J\u2028\u202e${'x'.repeat(999)}`,
  };
  await assert.rejects(auth.service.logIn({ username: 'nobody', password: 'x' }, evil));
  const [entry] = await auth.auditEntries();
  assert.ok(entry !== undefined);
  assert.ok(entry.user_agent.startsWith('a\\u{d}\\u{a}authn_login_success\\u{1b}[2J\\u{2028}\\u{202e}xxx'));
  assert.ok(entry.user_agent.length < 400);
});

test('an entry that is changed, taken out or put elsewhere breaks the chain', async () => {
  await using auth = await startAuth();
  await auth.signUpAndLogIn('alice');
  await auth.signUpAndLogIn('bob1');
  const entries = await auth.auditEntries();
  const [first, second, third, ...rest] = entries;
  assert.ok(first && second && third);
  assert.equal(findBreak([first, { ...second, address: '192.0.2.99' }, third, ...rest]), 1);
  assert.equal(findBreak([first, third, ...rest]), 1);
  assert.equal(findBreak([first, third, second, ...rest]), 1);
  assert.equal(findBreak([second, third, ...rest]), 0);
});

test('an entry that cannot be written waits and keeps its place', async () => {
  const written: AuditEntry[] = [];
  let down = true;
  const put = async (_collection: unknown, _id: string, entry: unknown) => {
    if (down) throw new PortError('store_unavailable', 'down');
    if (isEntry(entry)) written.push(entry);
    return 'ok' as const;
  };
  const store: DocumentStore = {
    put,
    get: async () => undefined,
    delete: async () => false,
    query: async () => ({ items: [] }),
  };
  const trail = new AuditTrail(store, new FakeClock(), 'chain');
  await assert.rejects(trail.record({ event: 'authn_login_fail', origin }), PortError);
  await assert.rejects(trail.record({ event: 'authn_token_reuse', origin }), PortError);
  down = false;
  await trail.close();
  assert.deepEqual(
    written.map(entry => entry.event),
    ['authn_login_fail', 'authn_token_reuse'],
  );
  assert.equal(findBreak(written), -1);
  await trail.close();
  assert.equal(written.length, 2, 'nothing is written twice');
});

test('entries of parallel requests form one chain', async () => {
  await using auth = await startAuth({ rateLimit: false });
  await Promise.all(
    Array.from({ length: 50 }, () => auth.post('/auth/login', { username: 'nobody', password: 'x' })),
  );
  const entries = await auth.auditEntries();
  assert.equal(entries.length, 50);
  assert.equal(findBreak(entries), -1);
  const query = { field: 'event', equals: 'authn_login_fail', limit: 10 };
  assert.equal((await auth.documentStore.query(auditCollection, query)).items.length, 10);
});

function isEntry(value: unknown): value is AuditEntry {
  return typeof value === 'object' && value !== null && 'hash' in value;
}
