import { type Family, PortError, type RevokeReason } from '@fintech/ports';

const revokeReasons: readonly RevokeReason[] = ['logout', 'user', 'reuse', 'expired', 'operator'];

/** Names and values in turn, as a Redis hash takes them. What is undefined is left out. */
export function toFields(family: Family): string[] {
  return Object.entries(family).flatMap(([name, value]) =>
    value === undefined ? [] : [name, String(value)],
  );
}

/** Undefined for a hash that does not exist. @throws PortError `store_corrupt` */
export function toFamily(answer: unknown): Family | undefined {
  const flat = toStrings(answer);
  if (flat.length === 0) return undefined;
  const fields = new Map<string, string>();
  for (let i = 0; i < flat.length; i += 2) fields.set(flat[i] ?? '', flat[i + 1] ?? '');
  const text = (name: string) => fields.get(name) ?? corrupt(`a family has no ${name}`);
  const family = {
    id: text('id'),
    userId: text('userId'),
    secret: text('secret'),
    generation: toInteger(text('generation')),
    rotatedAt: toInteger(text('rotatedAt')),
    createdAt: toInteger(text('createdAt')),
    lastSeenAt: toInteger(text('lastSeenAt')),
    expiresAt: toInteger(text('expiresAt')),
    userAgent: text('userAgent'),
    address: text('address'),
  };
  const revokedReason = revokeReasons.find(reason => reason === fields.get('revokedReason'));
  return revokedReason === undefined
    ? family
    : { ...family, revokedAt: toInteger(text('revokedAt')), revokedReason };
}

/** @throws PortError `store_corrupt` */
export function requireFamily(answer: unknown): Family {
  return toFamily(answer) ?? corrupt('a family without fields');
}

/** @throws PortError `store_corrupt` */
export function toList(answer: unknown): unknown[] {
  return Array.isArray(answer) ? answer : corrupt('an answer is not a list');
}

/** @throws PortError `store_corrupt` */
export function toStrings(answer: unknown): string[] {
  return toList(answer).map(String);
}

/** @throws PortError `store_corrupt` */
export function toInteger(answer: unknown): number {
  const value = Number(answer);
  return Number.isSafeInteger(value) ? value : corrupt('a number is not whole');
}

/** Without the value: it may be a secret. @throws PortError `store_corrupt` */
export function corrupt(what: string): never {
  throw new PortError('store_corrupt', `Redis: ${what}`);
}
