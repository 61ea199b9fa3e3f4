import type { Locale } from '../locale.ts';
import { en, type Texts } from './en.ts';
import { ru } from './ru.ts';

export type { Texts };

/** The texts of every language. */
export const texts: Readonly<Record<Locale, Texts>> = { en, ru };
