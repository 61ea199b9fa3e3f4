export { type CommandLogStorage, describeCommandLog } from './conformance/command-log.ts';
export { describeEntryStore } from './conformance/entry-store.ts';
export type { Opened, TestStorage } from './conformance/storage.ts';
export { range, until } from './conformance/util.ts';
export { FakeClock } from './fake-clock.ts';
export { type TempDirectory, tempDirectory } from './temp-directory.ts';
