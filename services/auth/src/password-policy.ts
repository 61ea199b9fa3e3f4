import { ProblemError, type SignUpBody } from '@fintech/contracts';
import { countGuessablePieces } from './guessable-pieces.ts';

/** NIST SP 800-63B-4: 15 where the password is the only factor. */
const minCharacters = 15;
/** In UTF-16 units. Far beyond what people type; hashing cost does not depend on it. */
const maxLength = 1024;
/** Three words of a list of 50 000 are found by trying. */
const minPieces = 4;
const productName = 'fintechapp';

/**
 * Refuses passwords that are easy to guess. A password counts exactly as received: no trimming, no truncation, no change
 * of case and no Unicode normalisation, in the policy as in the hash. Length is in characters (code points).
 *
 * @throws ProblemError `weak_password`, with a text that helps to find a better one
 */
export function checkPassword({ password, username, email }: SignUpBody): void {
  const weakness = findWeakness(password, username, email);
  if (weakness === undefined) return;
  throw new ProblemError('weak_password', {
    detail: weakness,
    errors: [{ pointer: '/password', detail: weakness }],
  });
}

function findWeakness(password: string, username: string, email: string | undefined): string | undefined {
  // A lone surrogate has no UTF-8 form: different passwords would get the same hash.
  if (!password.isWellFormed()) return 'The password has a character that is not valid Unicode.';
  if ([...password].length < minCharacters) {
    return `Use at least ${minCharacters} characters. A few unrelated words make a good password.`;
  }
  if (password.length > maxLength) return `Use at most ${maxLength} characters.`;
  const lower = password.toLowerCase();
  if (lower.replace(/[^a-z]/g, '').includes(productName)) return 'Leave the name of this product out of it.';
  if (lower.includes(username.toLowerCase())) return 'Leave your username out of the password.';
  if (email !== undefined && containsAddress(lower, email.toLowerCase())) {
    return 'Leave your e-mail address out of the password.';
  }
  if (countGuessablePieces(lower) < minPieces) {
    return 'This is a common password, or a few common ones in a row. Use four or more unrelated words.';
  }
  return undefined;
}

/** The part before the @ counts too, unless it is so short that it is in many words. */
function containsAddress(password: string, email: string): boolean {
  const [name = ''] = email.split('@');
  return password.includes(name.length >= 4 ? name : email);
}
