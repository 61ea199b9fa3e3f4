import type { Command } from '@fintech/ledger';

type Unstamped<C> = C extends Command ? Omit<C, 'id' | 'time' | 'notAfter'> : never;

/** A command as the service gives it: the replica adds id, time and deadline. */
export type CommandBody = Unstamped<Command>;
