import { fileURLToPath } from 'node:url';
import { installOnce, isInstalled } from '../install-once.ts';
import { runTool } from '../run-tool.ts';

const oldestJava = 17;

// Brokers of a test live for seconds on few cores: start-up counts more than peak speed.
const quickStart = [
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Dlog4j2.disable.jmx=true',
  `-Dlog4j2.configurationFile=${fileURLToPath(new URL('log4j2.properties', import.meta.url))}`,
];

/** Why what {@link installJars} calls `name` cannot be started on this machine; undefined when it can. */
export async function missingForJars(name: string): Promise<string | undefined> {
  const version = await javaVersion();
  if (Number.parseInt(version ?? '0', 10) < oldestJava)
    return `Kafka needs Java ${oldestJava} or later on the path (found: ${version ?? 'none'}).`;
  if ((await isInstalled(name)) || (await output('mvn', '-version')) !== undefined) return undefined;
  return 'Fetching Kafka needs Maven (mvn) on the path.';
}

/** Fetches what the `pom.xml` of a folder names, once per machine. Resolves to the class path. */
export async function installJars(name: string, pom: URL): Promise<string> {
  const directory = await installOnce(name, async target => {
    await runTool('mvn', [
      '--quiet',
      '--batch-mode',
      '--file',
      fileURLToPath(pom),
      'dependency:copy-dependencies',
      `-DoutputDirectory=${target}`,
    ]);
  });
  return `${directory}/*`;
}

/** Arguments of `java` that run a main class on a small heap. `options`: more of them for the virtual machine. */
export function javaArguments(
  classPath: string,
  mainClass: string,
  args: readonly string[],
  options: readonly string[] = [],
): string[] {
  return [...quickStart, '-Xms64m', '-Xmx320m', ...options, '-cp', classPath, mainClass, ...args];
}

/** As it names itself: `17.0.15`; undefined when there is none. */
export async function javaVersion(): Promise<string | undefined> {
  return /version "([^"]+)/.exec((await output('java', '-version')) ?? '')?.[1];
}

async function output(command: string, argument: string): Promise<string | undefined> {
  return runTool(command, [argument]).catch(() => undefined);
}
