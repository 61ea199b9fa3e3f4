import { storeFailures } from '../thread/failure.ts';
import { openDatabase } from '../thread/open-database.ts';
import { serveDatabase } from '../thread/serve-database.ts';
import { EntriesDatabase } from './entries-database.ts';
import { entriesPragmas, entriesSchema } from './entries-schema.ts';

serveDatabase(
  ({ file }) => new EntriesDatabase(openDatabase(file, entriesSchema, entriesPragmas)),
  storeFailures,
);
