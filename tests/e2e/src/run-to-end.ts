import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Verification {
  /** Exit code of the program. */
  readonly code: number | null;
  readonly output: string;
}

/** Runs one of our programs, with these settings alone. */
export async function runToEnd(
  script: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Verification> {
  const child = spawn(process.execPath, [script, ...args], { env: { PATH: process.env.PATH, ...settings } });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}
