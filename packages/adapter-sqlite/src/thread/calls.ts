import { PortError } from '@fintech/ports';
import type { Failure } from './failure.ts';

/** One method call, as it crosses threads. */
export interface Request {
  readonly method: string;
  readonly args: unknown[];
}

/** What became of a method call. */
export type Reply = { readonly value: unknown } | { readonly failure: Failure };

/** Settles the promise of a call. */
export interface Waiting {
  // Method syntax, so that a resolver of a narrower type fits: the type of the called method vouches for the value.
  resolve(value: unknown): void;
  reject(error: Error): void;
}

type AnyMethod = (...args: never) => unknown;
export type MethodName<T> = { [K in keyof T]: T[K] extends AnyMethod ? K : never }[keyof T] & string;
export type ArgumentsOf<Method> = Parameters<Extract<Method, AnyMethod>>;
export type ResultOf<Method> = ReturnType<Extract<Method, AnyMethod>>;

/** Calls a method of a `T` that lives on another thread. */
export type Caller<T> = <K extends MethodName<T>>(
  method: K,
  ...args: ArgumentsOf<T[K]>
) => Promise<ResultOf<T[K]>>;

export function runMethod(target: object, { method, args }: Request): unknown {
  const run: (...args: unknown[]) => unknown = Reflect.get(target, method);
  return run.apply(target, args);
}

export function settle(waiting: Waiting, reply: Reply): void {
  if ('failure' in reply) waiting.reject(new PortError(reply.failure.code, reply.failure.message));
  else waiting.resolve(reply.value);
}
