import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import { checkPassword } from '../src/password-policy.ts';

const refused: Readonly<Record<string, readonly string[]>> = {
  'at least 15': ['', 'short', 'kcqwmzplrtvxbd', '\u{1f9ed}'.repeat(14)],
  'at most 1024': [`quilt lantern 71 ${'mosaic harbour '.repeat(80)}`],
  'valid Unicode': ['kcqwmzplrtvxbd\ud800fg'],
  'name of this product': ['My Fintech App passphrase', 'xx-FINTECHAPP-kqzvw-19'],
  username: ['quilt Alice.B lantern', 'alice.b mosaic harbour'],
  'e-mail': ['quilt wonderland@looking.glass 7', 'lantern wonderland mosaic'],
  common: [
    'passwordpassword',
    'Password12345678',
    'qwertyuiop12345',
    '1234567890qwerty',
    'aaaaaaaaaaaaaaaaaaaa',
    'abcdefghijklmnopqrstuvwxyz',
    '98765432109876543210',
    'dragonmonkeyletmein',
    'q1w2e3r4t5y6u7i8o9p0',
    'abc1abc1abc1abc1abc1',
    'passwordpassword1!',
  ],
};

for (const [reason, passwords] of Object.entries(refused)) {
  for (const password of passwords) {
    test(`refused (${reason}): ${JSON.stringify(password.slice(0, 40))}`, () => {
      assert.throws(
        () => checkPassword({ username: 'Alice.B', email: 'Wonderland@looking.glass', password }),
        (error: unknown) =>
          error instanceof ProblemError && error.code === 'weak_password' && error.message.includes(reason),
      );
    });
  }
}

const accepted = [
  'correct horse battery staple',
  'correcthorsebatterystaple',
  'kcqwmzplrtvxbdf',
  '\u{1f9ed}\u{1f98a}\u{1f9c2}\u{1f33b}\u{1f3b2}\u{1f9f5}\u{1f6f6}\u{1f4ef}\u{1f340}\u{1f9e9}\u{1f41d}\u{1f319}\u{1f52d}\u{1f3bb}\u{1f9ca}',
  'Тихая гавань, семь фонарей',
  `${'harbour mosaic lantern '.repeat(3)}${'kq'.repeat(400)}`,
];

for (const password of accepted) {
  test(`accepted: ${JSON.stringify(password.slice(0, 40))}`, () => {
    checkPassword({ username: 'Alice.B', email: 'bob@looking.glass', password });
  });
}
