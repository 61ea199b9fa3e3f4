import { join } from 'node:path';
import { installOnce, runTool } from '@fintech/testkit/stack';

const version = '2.12.0';

/** Runs a script in the shell of MongoDB, which is fetched when this machine has none yet. Resolves to what it printed. */
export async function mongosh(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const directory = await installOnce(`mongosh-${version}`, async target => {
    const quiet = ['--no-audit', '--no-fund', '--omit=optional', '--ignore-scripts'];
    await runTool('npm', ['install', '--prefix', target, ...quiet, `mongosh@${version}`]);
  });
  const shell = join(directory, 'node_modules', 'mongosh', 'bin', 'mongosh.js');
  return runTool(process.execPath, [shell, '--quiet', '--norc', '--nodb', script], environment);
}
