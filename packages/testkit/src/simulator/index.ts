export { SeededRandom } from './seeded-random.ts';
export { SimulatedClock } from './simulated-clock.ts';
export { SimulatedEntryStore, type WriteFault } from './simulated-entry-store.ts';
export { type AppendFault, SimulatedLog } from './simulated-log.ts';
export type { SimulatedProcess } from './simulated-process.ts';
export { SimulatedSnapshotDisk } from './simulated-snapshot-store.ts';
export { VirtualTime } from './virtual-time.ts';
export { useVirtualTimers } from './virtual-timers.ts';
