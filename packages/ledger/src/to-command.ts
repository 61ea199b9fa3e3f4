import { chainBytes, legField } from './codec.ts';
import type { Command, Envelope, Leg } from './command.ts';
import { currencyCode } from './currencies.ts';
import {
  type DecodedCommand,
  type DecodedHello,
  type DecodedTransfer,
  legAmount,
  legAt,
  legCurrency,
} from './decode.ts';
import { idBytes, readHex, readId } from './id.ts';

/** The command in the form in which everybody outside the ledger knows it. */
export function toCommand(decoded: DecodedCommand): Command {
  const { view } = decoded;
  const envelope = toEnvelope(decoded);
  switch (decoded.kind) {
    case 'genesis':
      return { kind: 'genesis', ...envelope, ledgerId: readId(view, decoded.ledgerAt) };
    case 'open_account':
      return {
        kind: 'open_account',
        ...envelope,
        accountId: readId(view, decoded.accountAt),
        ownerId: readId(view, decoded.ownerAt),
        currency: currencyCode(decoded.currency),
        role: decoded.role,
      };
    case 'transfer':
      return {
        kind: 'transfer',
        ...envelope,
        purpose: decoded.purpose,
        actorId: readId(view, decoded.actorAt),
        legs: Array.from({ length: decoded.legCount }, (_, leg) => toLeg(decoded, leg)),
      };
    case 'freeze':
    case 'unfreeze':
    case 'close_account': {
      const actorId = readId(view, decoded.actorAt);
      return { kind: decoded.kind, ...envelope, actorId, accountId: readId(view, decoded.accountAt) };
    }
    case 'tick':
      return { kind: 'tick', ...envelope };
    case 'audit': {
      const chain = readHex(view, decoded.chainAt, chainBytes);
      return { kind: 'audit', ...envelope, nextOffset: decoded.nextOffset, chain };
    }
    case 'set_logic':
      return { kind: 'set_logic', ...envelope, version: decoded.version };
    case 'hello': {
      const { lowest, newest, replicaAt } = decoded;
      const replicaId = readId(view, replicaAt);
      return { kind: 'hello', ...envelope, replicaId, supports: [lowest, newest], build: buildOf(decoded) };
    }
    default:
      return decoded satisfies never;
  }
}

function buildOf({ view, buildAt, buildLength }: DecodedHello): string {
  const characters = Array.from({ length: buildLength }, (_, i) => view.getUint8(buildAt + i));
  return String.fromCharCode(...characters);
}

function toEnvelope({ view, idAt, time, notAfter, key }: DecodedCommand): Envelope {
  const envelope = { id: readId(view, idAt), time, notAfter };
  if (key === undefined) return envelope;
  const requestHash = readId(view, key.at + idBytes);
  return { ...envelope, idempotency: { key: readId(view, key.at), requestHash, issuedAt: key.issuedAt } };
}

export function toLeg(transfer: DecodedTransfer, leg: number): Leg {
  const at = legAt(transfer, leg);
  return {
    from: readId(transfer.view, at + legField.from),
    to: readId(transfer.view, at + legField.to),
    amount: legAmount(transfer, at),
    currency: currencyCode(legCurrency(transfer, at)),
  };
}
