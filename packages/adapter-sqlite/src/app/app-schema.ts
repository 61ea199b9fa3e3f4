export const appSchema = {
  application: 'FApp',
  version: 1,
  rebuilt: false,
  sql: `
    create table documents (seq integer primary key autoincrement, collection text not null, id text not null,
      version integer not null, value text not null, unique (collection, id));
    create table document_index (collection text not null, field text not null, value not null,
      seq integer not null, primary key (collection, field, value, seq)) without rowid;
    create index document_index_by_seq on document_index (seq);

    create table events (seq integer primary key autoincrement, topic text not null, id text not null,
      type text not null, time integer not null, data text not null, unique (topic, id));
    create index events_by_topic on events (topic);
    create table event_groups (topic text not null, name text not null, position integer not null,
      primary key (topic, name)) without rowid;

    create table families (id text primary key, user_id text not null, secret text not null,
      generation integer not null, rotated_at integer not null, created_at integer not null,
      last_seen_at integer not null, expires_at integer not null, user_agent text not null,
      address text not null, revoked_at integer, revoked_reason text);
    create index families_by_user on families (user_id, created_at);
    create index families_by_end on families (expires_at);
    create table revocations (seq integer primary key autoincrement, family_id text not null,
      revoked_at integer not null, expires_at integer not null);
    create index revocations_by_end on revocations (expires_at);
    create table attempts (key text primary key, count integer not null, ends_at integer not null) without rowid;
    create index attempts_by_end on attempts (ends_at);
  `,
};

export const appPragmas = `
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma secure_delete = on;
  pragma journal_size_limit = 16777216;
`;
