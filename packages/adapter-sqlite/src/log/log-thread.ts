import { logFailures } from '../thread/failure.ts';
import { serveDatabase } from '../thread/serve-database.ts';
import { LogDatabase } from './log-database.ts';

serveDatabase(({ file }) => new LogDatabase(file), logFailures);
