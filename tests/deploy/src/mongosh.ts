import { join } from 'node:path';
import { installOnce, runTool } from '@fintech/testkit/stack';

const version = '2.12.0';

/** Folder of the shell of MongoDB, which is fetched when this machine has none yet. */
export function installMongosh(): Promise<string> {
  return installOnce(`mongosh-${version}`, async target => {
    const quiet = ['--no-audit', '--no-fund', '--omit=optional', '--ignore-scripts'];
    await runTool('npm', ['install', '--prefix', target, ...quiet, `mongosh@${version}`]);
  });
}

/** Runs a script in it. Resolves to what it printed. */
export async function mongosh(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const shell = join(await installMongosh(), 'node_modules', 'mongosh', 'bin', 'mongosh.js');
  return runTool(process.execPath, [shell, '--quiet', '--norc', '--nodb', script], environment);
}
