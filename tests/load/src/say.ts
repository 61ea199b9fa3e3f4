import { cpus, loadavg } from 'node:os';

const startedAt = performance.now();

/** What is being done, for whoever waits: to standard error, since results go to standard output. */
export function say(message: string): void {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  process.stderr.write(`${String(seconds).padStart(5)} s  ${message}\n`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What a figure was measured on. */
export function machine(): string {
  const [cpu] = cpus();
  const load = loadavg()
    .map(average => average.toFixed(1))
    .join(' ');
  return `${cpus().length} cores of ${cpu?.model.trim()}, Node ${process.versions.node}, load averages before ${load}`;
}
