import { runTool } from '../run-tool.ts';

/** Why this machine cannot have networks of our own; undefined when it can. */
export async function missingNetwork(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'Cutting servers off needs Linux.';
  if (process.getuid?.() !== 0) return 'Cutting servers off needs root, for network namespaces.';
  for (const [command, flag] of [
    ['ip', '-Version'],
    ['iptables', '--version'],
  ] as const) {
    const works = await runTool(command, [flag]).then(
      () => true,
      () => false,
    );
    if (!works) return `Cutting servers off needs ${command} (Debian: apt-get install iproute2 iptables).`;
  }
  return undefined;
}
