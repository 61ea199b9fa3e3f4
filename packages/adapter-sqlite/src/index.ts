export {
  openSqliteAdapters,
  type SqliteAdapters,
  type SqliteAdaptersOptions,
} from './open-sqlite-adapters.ts';
