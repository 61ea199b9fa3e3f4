import { formatTags, type Locale } from './locale.ts';

/** An amount as people see it. */
export interface Money {
  /** Minor units, a safe integer of either sign. */
  readonly amount: number;
  /** ISO 4217 code. */
  readonly currency: string;
  /** Decimal digits of the currency by ISO 4217. The runtime's own table differs for some, so it is never asked. */
  readonly exponent: number;
}

/** How to show the sign: only a minus, always (`+` and `−`), or never, where words tell the direction. */
export type SignDisplay = 'negative' | 'always' | 'never';

/** Formatters are costly to make and few, so they are kept. */
const formatters = new Map<string, Intl.NumberFormat>();

/** Exact for every safe integer: the digits are never turned into a fraction in floating point. */
export function formatMoney(locale: Locale, money: Money, signDisplay: SignDisplay = 'negative'): string {
  return formatter(locale, money, signDisplay).format(decimal(money)).replace('-', '−');
}

export interface MoneyPart {
  readonly kind: 'fraction' | 'currency' | 'rest';
  readonly text: string;
}

/** The same text in pieces, so that a large figure can set its cents and its currency smaller. */
export function moneyParts(locale: Locale, money: Money): readonly MoneyPart[] {
  return formatter(locale, money, 'negative')
    .formatToParts(decimal(money))
    .map(({ type, value }) => ({ kind: partKind(type), text: type === 'minusSign' ? '−' : value }));
}

/** The amount as a person would type it, such as `1234,50`. */
export function editableAmount(locale: Locale, money: Money): string {
  const { exponent } = money;
  const format = new Intl.NumberFormat(formatTags[locale], {
    useGrouping: false,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  return format.format(decimal(money));
}

function partKind(type: string): MoneyPart['kind'] {
  if (type === 'decimal' || type === 'fraction') return 'fraction';
  return type === 'currency' ? 'currency' : 'rest';
}

/** Intl reads decimal text exactly, however long, and the exponent moves the point without arithmetic. */
function decimal({ amount, exponent }: Money): `${number}` {
  const text = `${amount}e-${exponent}`;
  if (!isDecimal(text)) throw new RangeError('An amount is a whole number of minor units.');
  return text;
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d{1,16}e-\d$/.test(text);
}

function formatter(locale: Locale, money: Money, signDisplay: SignDisplay): Intl.NumberFormat {
  const key = `${locale} ${money.currency} ${money.exponent} ${signDisplay}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(formatTags[locale], {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: money.exponent,
    maximumFractionDigits: money.exponent,
    signDisplay: signDisplay === 'always' ? 'exceptZero' : signDisplay,
  });
  formatters.set(key, made);
  return made;
}
