import { describeCommandLog, describeEntryStore, describeSnapshotStore } from '../../src/index.ts';
import {
  SeededRandom,
  SimulatedEntryStore,
  SimulatedLog,
  SimulatedSnapshotDisk,
  VirtualTime,
} from '../../src/simulator/index.ts';

/** Lets virtual time run as fast as it can, beside tests that know nothing of it. */
function runningTime() {
  const time = new VirtualTime(new SeededRandom(1));
  let stopped = false;
  const pump = async () => {
    if (!(await time.step())) await new Promise(resolve => setImmediate(resolve));
    if (!stopped) setImmediate(pump);
  };
  setImmediate(pump);
  return {
    time,
    [Symbol.asyncDispose]: async () => {
      stopped = true;
    },
  };
}

describeCommandLog('SimulatedLog', async () => {
  const { time, [Symbol.asyncDispose]: stop } = runningTime();
  const log = new SimulatedLog(time, () => {});
  return {
    open: async onHalt => log.connect(time.spawn('reader and writer'), onHalt),
    [Symbol.asyncDispose]: stop,
  };
});

describeEntryStore('SimulatedEntryStore', async () => {
  const { time, [Symbol.asyncDispose]: stop } = runningTime();
  const store = new SimulatedEntryStore(() => {});
  return {
    open: async () => ({
      port: store.connect(time.spawn('projector')),
      [Symbol.asyncDispose]: async () => {},
    }),
    [Symbol.asyncDispose]: stop,
  };
});

describeSnapshotStore('SimulatedSnapshotDisk', async () => {
  const { time, [Symbol.asyncDispose]: stop } = runningTime();
  const disk = new SimulatedSnapshotDisk(time);
  return {
    open: async () => ({
      port: disk.mount(time.spawn('keeper')),
      [Symbol.asyncDispose]: async () => {},
    }),
    [Symbol.asyncDispose]: stop,
  };
});
