import { run } from './processes.ts';

/** One measurement by wrk. */
export interface Measurement {
  readonly requests: number;
  readonly requestsPerSecond: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that say anything but success. */
  readonly refused: number;
  /** Connections that could not be made or broke off, and requests that took longer than two seconds. */
  readonly broken: number;
}

export interface WrkOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly script?: { readonly path: string; readonly args: readonly string[] };
}

/** Measures with wrk: one thread, so that the client leaves the other core to the server. */
export async function wrk({ url, connections, seconds, script }: WrkOptions): Promise<Measurement> {
  const scriptArgs = script === undefined ? [] : ['-s', script.path];
  const common = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...scriptArgs, url];
  const output = await run('wrk', [...common, ...(script === undefined ? [] : ['--', ...script.args])]);
  return {
    requests: Number(match(output, /(\d+) requests in /)),
    requestsPerSecond: Number(match(output, /Requests\/sec:\s+([\d.]+)/)),
    p50: milliseconds(match(output, /^\s+50%\s+(\S+)/m)),
    p99: milliseconds(match(output, /^\s+99%\s+(\S+)/m)),
    refused: Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0),
    broken: brokenIn(output),
  };
}

/** wrk says nothing of these when there are none. */
function brokenIn(output: string): number {
  const counts = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output);
  return (counts?.slice(1) ?? []).reduce((sum, count) => sum + Number(count), 0);
}

function match(output: string, pattern: RegExp): string {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`wrk printed something unexpected:\n${output}`);
  return found;
}

function milliseconds(text: string): number {
  const value = Number.parseFloat(text);
  if (text.endsWith('us')) return value / 1000;
  return text.endsWith('ms') ? value : value * 1000;
}
