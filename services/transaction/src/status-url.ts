import { ProblemError } from '@fintech/contracts';

/** Passes the outcome of a keyed request on. Whoever cannot be told what became of it is told where to ask. */
export async function withStatusUrl<Result>(key: string, outcome: Promise<Result>): Promise<Result> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'outcome_unknown')) throw error;
    const members = { status_url: `/transactions/by-key/${encodeURIComponent(key)}` };
    throw new ProblemError('outcome_unknown', { ...error.details, members });
  }
}
