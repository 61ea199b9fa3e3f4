/** The languages that our texts are written in; the first is for everybody we do not understand. */
export const locales = ['en', 'ru'] as const;
export type Locale = (typeof locales)[number];

/** Regional conventions of numbers and dates for each language. */
export const formatTags = { en: 'en-GB', ru: 'ru-RU' } as const satisfies Record<Locale, string>;

/** Makes one costly formatter for each language, once. */
export function perLocale<T>(make: (tag: string) => T): Readonly<Record<Locale, T>> {
  return { en: make(formatTags.en), ru: make(formatTags.ru) };
}

export function isLocale(value: string | undefined): value is Locale {
  return locales.some(locale => locale === value);
}

/** What the person chose, else the best of what their browser asks for. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | undefined): Locale {
  if (isLocale(cookie)) return cookie;
  const wishes = (acceptLanguage ?? '').slice(0, 512).split(',').map(parseWish);
  const best = wishes
    .filter(wish => isLocale(wish.language) && wish.weight > 0)
    .toSorted((a, b) => b.weight - a.weight)[0]?.language;
  return isLocale(best) ? best : locales[0];
}

/** One part of Accept-Language, such as `ru-RU;q=0.8`. */
function parseWish(part: string): { language: string; weight: number } {
  const [tag = '', quality] = part.trim().split(';');
  const weight = quality === undefined ? 1 : Number(quality.replace(/^\s*q=/, ''));
  return {
    language: tag.split('-')[0]?.toLowerCase() ?? '',
    weight: weight >= 0 && weight <= 1 ? weight : 0,
  };
}
