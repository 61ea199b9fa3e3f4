import { ProblemError } from '@fintech/contracts';
import { PortError } from '@fintech/ports';

/** Whether something that is needed does not answer now, here or in another service. */
export function isOutage(error: unknown): boolean {
  if (error instanceof PortError) return error.canRetry;
  return error instanceof ProblemError && error.code === 'unavailable';
}

/** What `call` resolves to; undefined when nobody answers. Everything else that goes wrong is thrown. */
export async function undefinedInOutage<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isOutage(error)) return undefined;
    throw error;
  }
}
