/**
 * An entry's row id is `position * 128 + index`: rows are written at the end of their table, and an account's entries
 * come out of the index in the right order. Accounts are numbered to keep entries small. A transaction has the id of the
 * command that made it, so its id stands with the outcome of that command and nowhere else.
 */
export const entriesSchema = {
  application: 'FArm',
  version: 2,
  rebuilt: true,
  sql: `
    create table records (offset integer primary key, first_position integer not null,
      last_position integer not null, chain text not null);
    create table outcomes (position integer primary key, command_id text not null, kind text not null,
      code text not null, time integer not null, balance integer);
    create index outcomes_by_command on outcomes (command_id);
    create table account_numbers (number integer primary key, account_id text not null unique);
    create table accounts (number integer primary key, owner_id text not null, currency text not null,
      status text not null, balance integer not null, opened_at integer not null);
    create index accounts_by_owner on accounts (owner_id);
    create table entries (id integer primary key, account integer not null, counterparty integer not null,
      currency text not null, amount integer not null, balance integer not null, time integer not null,
      purpose text not null);
    create index entries_by_account on entries (account, time);
  `,
};

// NORMAL: the log can rebuild the read model, so a power failure may cost the newest transactions, but no consistency.
export const entriesPragmas = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma cache_size = -65536;
  pragma wal_autocheckpoint = 4000;
  pragma journal_size_limit = 67108864;
`;

/** Entries of one transaction: their ids are consecutive and start at a multiple of this. */
export const entriesPerTransaction = 128;
