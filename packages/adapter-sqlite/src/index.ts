export { SqliteCommandLog } from './log/command-log.ts';
