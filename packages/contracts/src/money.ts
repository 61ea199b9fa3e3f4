import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false } as const;

/** Minor units (cents). The ledger's upper bound is 2^53−1. */
export const Amount = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
export const OpaqueId = Type.String({ pattern: '^[0-9a-f]{32}$' });
const Description = Type.String({ maxLength: 140 });

/** 8 … 128 printable ASCII characters; a UUID does well. */
export const IdempotencyKey = Type.String({ minLength: 8, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' });

export const TransferBody = Type.Object(
  {
    /** `@username` or an account id. */
    to: Type.String({ pattern: '^(@[A-Za-z0-9._-]{4,25}|[0-9a-f]{32})$' }),
    amount: Amount,
    currency: Currency,
    description: Type.Optional(Description),
    /** Account id to pay from; the caller's account in that currency when absent. */
    from: Type.Optional(OpaqueId),
  },
  closed,
);
export type TransferBody = Static<typeof TransferBody>;

/** Of a deposit or a withdrawal. */
export const CashBody = Type.Object({ amount: Amount, currency: Currency }, closed);
export type CashBody = Static<typeof CashBody>;

export const OpenAccountBody = Type.Object({ currency: Currency }, closed);

export const Balance = Type.Object({ available: Type.Integer(), held: Type.Integer() }, closed);

/** One end of a transaction. `username` is absent for the outside world. */
export const Party = Type.Object(
  { account_id: Type.String(), username: Type.Optional(Type.String()) },
  closed,
);
export type Party = Static<typeof Party>;

export const TransactionView = Type.Object(
  {
    id: Type.String(),
    type: Type.Union([Type.Literal('transfer'), Type.Literal('deposit'), Type.Literal('withdrawal')]),
    status: Type.Literal('posted'),
    from: Party,
    to: Party,
    amount: Type.Integer(),
    currency: Type.String(),
    description: Type.String(),
    created_at: Type.String(),
    position: Type.Integer(),
    /** Of the caller's account, right after the transaction. */
    balance: Balance,
  },
  closed,
);
export type TransactionView = Static<typeof TransactionView>;

/** What became of a request, by its idempotency key. */
export const KeyStatusView = Type.Object(
  {
    /**
     * `posted`: it was carried out. `refused`: it was not, and `code` says why. `undecided`: the ledger has not come to it. It
     * may be on its way or lost; the same request with the same key decides it.
     */
    status: Type.Union([Type.Literal('posted'), Type.Literal('refused'), Type.Literal('undecided')]),
    /** What was posted, when money moved. */
    transaction: Type.Optional(TransactionView),
    code: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    /** How far the ledger had come when it was asked. */
    position: Type.Integer(),
  },
  closed,
);
export type KeyStatusView = Static<typeof KeyStatusView>;

export const AccountView = Type.Object(
  {
    id: Type.String(),
    currency: Type.String(),
    status: Type.Union([Type.Literal('open'), Type.Literal('frozen'), Type.Literal('closed')]),
    balance: Balance,
    opened_at: Type.String(),
  },
  closed,
);
export type AccountView = Static<typeof AccountView>;

/** One line of an account's history, as its owner sees it. */
export const EntryView = Type.Object(
  {
    transaction_id: Type.String(),
    type: Type.Union([Type.Literal('transfer'), Type.Literal('deposit'), Type.Literal('withdrawal')]),
    account_id: Type.String(),
    counterparty: Party,
    /** Negative when money left the account. */
    amount: Type.Integer(),
    currency: Type.String(),
    balance: Balance,
    description: Type.String(),
    created_at: Type.String(),
    position: Type.Integer(),
  },
  closed,
);
export type EntryView = Static<typeof EntryView>;

export const HistoryQuery = Type.Object(
  {
    account_id: Type.Optional(OpaqueId),
    currency: Type.Optional(Currency),
    direction: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out')])),
    type: Type.Optional(
      Type.Union([Type.Literal('transfer'), Type.Literal('deposit'), Type.Literal('withdrawal')]),
    ),
    from: Type.Optional(Type.String({ format: 'date-time' })),
    until: Type.Optional(Type.String({ format: 'date-time' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    /** Wait until this position is visible (read your writes). */
    min_position: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  },
  closed,
);
export type HistoryQuery = Static<typeof HistoryQuery>;

export const PositionQuery = Type.Object(
  { min_position: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })) },
  closed,
);

export interface List<T> {
  readonly items: T[];
  readonly next_cursor?: string;
}
