import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { parseForm } from '../../src/index.ts';
import { openDoor, sessionCookies } from './_util.ts';

test('a form is read field by field', () => {
  const form = parseForm('to=ana&note=%3Cb%3E+x&empty=&_csrf=t');
  assert.equal(form.get('note'), '<b> x');
  assert.equal(form.get('missing'), '');
  assert.equal(form.filled('empty'), undefined);
  assert.deepEqual(form.values(), { to: 'ana', note: '<b> x', empty: '' });
});

test('a field that is given twice is refused', () => {
  assert.throws(() => parseForm('to=ana&to=eve'), ProblemError);
  assert.throws(() => parseForm('to=ana&t%6F=eve'), ProblemError);
});

test('a form with very many fields is refused', () => {
  assert.throws(
    () => parseForm(Array.from({ length: 65 }, (_, index) => `f${index}=1`).join('&')),
    ProblemError,
  );
});

test('pages take forms only', async () => {
  await using door = await openDoor();
  for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
    const response = await door.app.inject({
      method: 'POST',
      url: '/mine',
      cookies: sessionCookies(door),
      headers: { 'content-type': type },
      payload: '{}',
    });
    assert.equal(response.statusCode, 415, type);
  }
  assert.deepEqual(door.accepted, []);
});

test('a body over 64 kB is refused', async () => {
  await using door = await openDoor();
  const response = await door.app.inject({
    method: 'POST',
    url: '/open',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `text=${'a'.repeat(64 * 1024)}`,
  });
  assert.equal(response.statusCode, 413);
});
