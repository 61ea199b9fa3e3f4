import { type Command, encodeCommand, encodeRecord } from '@fintech/ledger';

type Unstamped<C> = C extends Command ? Omit<C, 'id' | 'time' | 'notAfter'> : never;
type Body = Unstamped<Command>;

/** A record of one command that never comes too late, by somebody who is no replica of this world. */
export function foreignRecord(id: string, time: number, body: Body): Uint8Array {
  return encodeRecord([encodeCommand({ ...body, id, time, notAfter: Number.MAX_SAFE_INTEGER })]);
}

export function genesisOf(ledgerId: string, time = 0): Uint8Array {
  return foreignRecord(ledgerId, time, { kind: 'genesis', ledgerId });
}
