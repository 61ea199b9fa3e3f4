export {
  anyCommand,
  type GeneratedLog,
  type GeneratedRecord,
  generatedSettings,
  logs,
} from './arbitraries.ts';
export { NaiveLedger } from './naive-ledger.ts';
