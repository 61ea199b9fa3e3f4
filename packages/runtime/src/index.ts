export { readSnapshotAside } from './read-snapshot.ts';
export { type Halt, type RunningProcess, runCommand, runProcess } from './run-process.ts';
export {
  readServiceConfig,
  type ServiceConfig,
  type ServiceSetting,
  serviceSettings,
} from './service-settings.ts';
export {
  ConfigError,
  describeSettings,
  type Environment,
  type Setting,
  SettingReader,
  type SettingTable,
} from './settings.ts';
export { sha256, systemClock, timeOrderedIds } from './system.ts';
