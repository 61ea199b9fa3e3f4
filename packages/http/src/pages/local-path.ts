/** An origin that no real address has: a path resolved against it must stay there. */
const anyOrigin = 'https://local.invalid';
const maxLength = 2048;

/**
 * Where to go after a log-in, as the address bar or a form says it. Only a path of this site is followed; everything
 * that a browser could read as another site, another scheme or a header is replaced by `fallback`.
 */
export function localPath(next: string | undefined, fallback: string): string {
  if (next === undefined || next.length > maxLength) return fallback;
  // Browsers read a backslash as a slash and skip control characters, which the parser below may not do alike.
  if (!/^\/[^\\\s\p{Cc}]*$/u.test(next)) return fallback;
  return URL.parse(next, anyOrigin)?.origin === anyOrigin ? next : fallback;
}
