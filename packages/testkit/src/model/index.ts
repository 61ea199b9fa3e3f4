export {
  anyCommand,
  type GeneratedLog,
  type GeneratedRecord,
  generatedSettings,
  logs,
} from './arbitraries.ts';
export { EventsCheck, positionOf } from './events-check.ts';
export { NaiveLedger } from './naive-ledger.ts';
