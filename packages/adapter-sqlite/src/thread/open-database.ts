import { DatabaseSync } from 'node:sqlite';
import { PortError } from '@fintech/ports';

/** What a database file is, written into its header, so that another file is never taken for it. */
export interface Schema {
  /** Four letters; SQLite's `application_id`. */
  readonly application: string;
  readonly version: number;
  readonly sql: string;
  /** Whether everything in it can be made again from elsewhere: then a file of an older version is emptied. */
  readonly rebuilt: boolean;
}

/** Opens or creates a database file. `pragmas` are run first, because some only work before the first access. */
export function openDatabase(file: string, schema: Schema, pragmas: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec(pragmas);
    inTransaction(database, () => applySchema(database, schema));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs `action` in one transaction, which is undone when it throws. */
export function inTransaction<T>(database: DatabaseSync, action: () => T): T {
  database.exec('begin immediate');
  try {
    const result = action();
    database.exec('commit');
    return result;
  } catch (error) {
    // SQLite undoes the transaction by itself after some errors, such as a full disk.
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

function applySchema(database: DatabaseSync, schema: Schema): void {
  const application = Buffer.from(schema.application).readInt32BE();
  const found = database
    .prepare('select application_id, user_version from pragma_application_id, pragma_user_version')
    .get();
  if (found?.application_id === application && found.user_version === schema.version) return;
  if (schema.rebuilt && found?.application_id === application && Number(found.user_version) < schema.version)
    dropTables(database);
  if (database.prepare('select 1 from sqlite_schema').get() !== undefined) {
    throw new PortError('log_foreign', 'The file is a database of another program or version.');
  }
  database.exec(schema.sql);
  database.exec(`pragma application_id = ${application}; pragma user_version = ${schema.version}`);
}

function dropTables(database: DatabaseSync): void {
  for (const { name } of database.prepare("select name from sqlite_schema where type = 'table'").all())
    database.exec(`drop table "${String(name)}"`);
}
