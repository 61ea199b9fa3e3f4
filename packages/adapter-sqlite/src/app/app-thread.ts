import { storeFailures } from '../thread/failure.ts';
import { serveDatabase } from '../thread/serve-database.ts';
import { AppDatabase } from './app-database.ts';

serveDatabase(({ file }) => new AppDatabase(file), storeFailures);
