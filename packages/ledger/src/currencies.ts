/**
 * The active currencies of ISO 4217 and their exponents: how many decimal digits the minor unit has. Entries without
 * a minor unit (metals, drawing rights, test codes) are left out, since no amount of them could be written.
 *
 * The list decides outcomes. Adding or removing a code is a change of logic (rule R8).
 */
const codesByExponent: ReadonlyMap<number, string> = new Map([
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
     COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
     INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
     MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
     STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
]);

/** ISO 4217 code → exponent, in alphabetical order. */
export const currencies: ReadonlyMap<string, number> = new Map(
  [...codesByExponent]
    .flatMap(([exponent, codes]) => codes.split(/\s+/).map((code): [string, number] => [code, exponent]))
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** Decimal digits of the minor unit, or undefined for a code that is not an active currency. */
export function currencyExponent(code: string): number | undefined {
  return currencies.get(code);
}

const letters = 26;
const firstLetter = 65;

/** Three capital letters as a number below 26³: how records and accounts hold a currency. −1 for anything else. */
export function currencyNumber(code: string): number {
  if (!/^[A-Z]{3}$/.test(code)) return -1;
  let number = 0;
  for (let i = 0; i < 3; i++) number = number * letters + code.charCodeAt(i) - firstLetter;
  return number;
}

/** One more than the largest currency number. */
export const currencyNumbers = letters ** 3;

export function currencyCode(number: number): string {
  const high = Math.trunc(number / letters ** 2);
  const middle = Math.trunc(number / letters) % letters;
  return String.fromCharCode(firstLetter + high, firstLetter + middle, firstLetter + (number % letters));
}

const known = new Uint8Array(currencyNumbers);
for (const code of currencies.keys()) known[currencyNumber(code)] = 1;

export function isKnownCurrency(number: number): boolean {
  return known[number] === 1;
}
