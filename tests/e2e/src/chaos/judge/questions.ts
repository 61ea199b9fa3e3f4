import type { LogRecord } from '@fintech/ports';
import type { Books, Verdict } from './judge.ts';

/** What the judge is asked on its thread: to judge records, or for the books. */
export type Question = readonly Pick<LogRecord, 'offset' | 'bytes'>[] | 'books';

/** Answers come in the order of the questions. */
export type Answer = { readonly verdicts: readonly Verdict[] } | { readonly books: Books };
