import { type Locale, perLocale } from './locale.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Times are shown in UTC: the server does not know where a person is, and a wrong zone is worse than a named one. */
const timeZone = 'UTC';

const formats = {
  relative: perLocale(tag => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })),
  day: perLocale(tag => new Intl.DateTimeFormat(tag, { timeZone, day: 'numeric', month: 'long' })),
  dayOfYear: perLocale(tag => new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'long' })),
  exact: perLocale(tag => new Intl.DateTimeFormat(tag, { timeZone, dateStyle: 'long', timeStyle: 'long' })),
  time: perLocale(tag => new Intl.DateTimeFormat(tag, { timeZone, hour: '2-digit', minute: '2-digit' })),
};

/** `2 minutes ago` within a day, else the date. */
export function formatWhen(locale: Locale, iso: string, now: number): string {
  const age = now - Date.parse(iso);
  if (age >= day || age < -minute) return formatDay(locale, iso, now);
  if (age < minute) return formats.relative[locale].format(0, 'second');
  if (age < hour) return formats.relative[locale].format(-Math.floor(age / minute), 'minute');
  return formats.relative[locale].format(-Math.floor(age / hour), 'hour');
}

/** `today`, `yesterday`, else the date, with the year only when it is another one. */
export function formatDay(locale: Locale, iso: string, now: number): string {
  const distance = dayNumber(Date.parse(iso)) - dayNumber(now);
  if (distance === 0 || distance === -1) return formats.relative[locale].format(distance, 'day');
  const date = new Date(iso);
  const sameYear = date.getUTCFullYear() === new Date(now).getUTCFullYear();
  return (sameYear ? formats.day : formats.dayOfYear)[locale].format(date);
}

/** Date and time to the second, with the zone. */
export function formatExactly(locale: Locale, iso: string): string {
  return formats.exact[locale].format(new Date(iso));
}

/** Hours and minutes. */
export function formatTime(locale: Locale, iso: string): string {
  return formats.time[locale].format(new Date(iso));
}

/** The calendar day in UTC, such as `2026-11-23`. */
export const calendarDay = (iso: string): string => iso.slice(0, 10);

const dayNumber = (time: number): number => Math.floor(time / day);
