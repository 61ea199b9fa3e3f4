/** Why a typed amount was not understood. */
export type AmountProblem =
  | 'empty'
  | 'not_a_number'
  | 'ambiguous'
  | 'too_precise'
  | 'not_positive'
  | 'too_large';

export type TypedAmount =
  | { readonly ok: true; readonly amount: number }
  | { readonly ok: false; readonly problem: AmountProblem };

/** Longer than any amount with all its separators; bounds the work on hostile input. */
const maxLength = 40;

/**
 * Reads an amount as people type it into integer minor units: `12`, `12.50`, `12,5`, `1 234,50`, `1,234.50`, `1.234,50`.
 * Digits may be grouped by spaces, apostrophes, commas or points, in threes only. A single comma or point is the decimal
 * separator; where it could just as well group thousands (`1,234` in a currency with cents) we ask instead of guessing with
 * someone's money.
 */
export function readTypedAmount(text: string, exponent: number): TypedAmount {
  const compact = text.trim().replace(/[\s\u00a0\u2009\u202f]+/g, ' ');
  if (compact === '') return refuse('empty');
  if (compact.length > maxLength || !/^\d[\d ,.'’]*$/.test(compact)) return refuse('not_a_number');
  const split = splitDecimals(compact, exponent);
  if (typeof split === 'string') return refuse(split);
  const { whole, fraction } = split;
  if (fraction.length > exponent) return refuse('too_precise');
  return toMinorUnits(whole + fraction.padEnd(exponent, '0'));
}

interface Split {
  readonly whole: string;
  readonly fraction: string;
}

function splitDecimals(text: string, exponent: number): Split | AmountProblem {
  const marks = text.replace(/[^,.]/g, '');
  const mark = decimalMark(marks);
  if (mark === undefined) return ungroup(text, '');
  const at = text.lastIndexOf(mark);
  const [before, fraction] = [text.slice(0, at), text.slice(at + 1)];
  if (!/^\d+$/.test(fraction)) return 'not_a_number';
  const couldGroup = marks.length === 1 && fraction.length === 3 && /^[1-9]\d{0,2}$/.test(before);
  if (!couldGroup || exponent === 3) return ungroup(before, fraction);
  return exponent === 0 ? ungroup(text, '') : 'ambiguous';
}

/** Of the commas and points in a text, the one that comes last and once is the decimal mark. */
function decimalMark(marks: string): string | undefined {
  const last = marks.at(-1);
  if (last === undefined) return undefined;
  return marks.indexOf(last) === marks.length - 1 ? last : undefined;
}

/** Takes the grouping out of a whole number; all groups after the first have three digits and one separator. */
function ungroup(text: string, fraction: string): Split | AmountProblem {
  if (/^\d+$/.test(text)) return { whole: text, fraction };
  const separator = text.match(/[ ,.'’]/)?.[0] ?? '';
  const [first = '', ...groups] = text.split(separator);
  const wellFormed = /^\d{1,3}$/.test(first) && groups.every(group => /^\d{3}$/.test(group));
  return wellFormed ? { whole: first + groups.join(''), fraction } : 'not_a_number';
}

function toMinorUnits(digits: string): TypedAmount {
  const amount = BigInt(digits);
  if (amount === 0n) return refuse('not_positive');
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) return refuse('too_large');
  return { ok: true, amount: Number(amount) };
}

const refuse = (problem: AmountProblem): TypedAmount => ({ ok: false, problem });
