import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram, runTool } from '@fintech/testkit/stack';

/** Debian's names of what the drills need besides Node, Java and Go. */
const packages: Readonly<Record<string, string>> = {
  podman: 'podman',
  buildah: 'buildah',
  runc: 'runc',
  mmdebstrap: 'mmdebstrap',
  iptables: 'iptables',
  unshare: 'util-linux',
  '/usr/lib/podman/netavark': 'netavark',
  '/usr/lib/podman/aardvark-dns': 'aardvark-dns',
  '/usr/libexec/podman/catatonit': 'catatonit',
};

const lookEveryMs = 1000;

/** Why there can be no drill on this machine; undefined when there can. */
export function missingEngine(): string | undefined {
  if (process.getuid?.() !== 0) return 'The drills run containers, for which they must be root.';
  const missing = Object.entries(packages).filter(([program]) => {
    return program.startsWith('/') ? !existsSync(program) : findProgram(program) === undefined;
  });
  if (missing.length === 0) return undefined;
  return `Please install: apt-get install --no-install-recommends ${missing.map(([, name]) => name).join(' ')}`;
}

/**
 * Podman with images, containers, volumes and networks of its own, all in one directory: nothing that the machine runs
 * otherwise is seen or touched.
 */
export class Engine implements AsyncDisposable {
  readonly #directory: string;
  readonly #environment: Readonly<Record<string, string>>;
  #service: ChildProcess | undefined;

  static async open(directory: string): Promise<Engine> {
    const engine = new Engine(directory);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'containers.conf'), engine.#settings());
    const storage = [
      'driver = "overlay"',
      `graphroot = "${directory}/storage"`,
      `runroot = "${directory}/run"`,
    ];
    await writeFile(join(directory, 'storage.conf'), ['[storage]', ...storage, ''].join('\n'));
    return engine;
  }

  private constructor(directory: string) {
    this.#directory = directory;
    this.#environment = {
      CONTAINERS_CONF: join(directory, 'containers.conf'),
      CONTAINERS_STORAGE_CONF: join(directory, 'storage.conf'),
    };
  }

  /** Where a Docker client finds it, once it {@link serve}s. */
  get socket(): string {
    return `unix://${this.#directory}/podman.sock`;
  }

  /** Resolves to what it printed. */
  podman(...args: readonly string[]): Promise<string> {
    return runTool('podman', ['--log-level=fatal', ...args], this.#environment);
  }

  has(image: string): Promise<boolean> {
    return this.podman('image', 'exists', image).then(
      () => true,
      () => false,
    );
  }

  /** Builds an image. Steps that have not changed are not repeated. */
  async build(tag: string, file: string, context: string): Promise<void> {
    const options = ['--isolation', 'chroot', '--format', 'docker', '--layers', '--quiet'];
    await runTool('buildah', ['bud', ...options, '--file', file, '--tag', tag, context], this.#environment);
  }

  /** Does during some work what systemd does on other machines: it asks after health, and clears up after what has ended. */
  async lookingAfter<T>(work: () => Promise<T>): Promise<T> {
    const done = new AbortController();
    const working = work().finally(() => done.abort());
    while (!done.signal.aborted) {
      for (const container of await this.#containersThat('health=starting', 'status=running')) {
        if (done.signal.aborted) break;
        // It fails when the container is not well yet.
        await this.podman('healthcheck', 'run', container).catch(() => undefined);
      }
      for (const container of await this.#containersThat('status=exited'))
        await this.podman('container', 'cleanup', container).catch(() => undefined);
      await delay(lookEveryMs, undefined, { signal: done.signal }).catch(() => undefined);
    }
    return working;
  }

  /** Answers Docker clients until it is disposed of. */
  async serve(): Promise<void> {
    const service = spawn('podman', ['system', 'service', '--time=0', this.socket], {
      env: { ...process.env, ...this.#environment },
      stdio: 'ignore',
    });
    this.#service = service;
    await once(service, 'spawn');
    process.once('exit', () => service.kill());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#service === undefined || this.#service.exitCode !== null) return;
    const ended = once(this.#service, 'exit');
    this.#service.kill();
    await ended;
  }

  async #containersThat(...filters: readonly string[]): Promise<string[]> {
    const chosen = filters.flatMap(filter => ['--filter', filter]);
    const names = await this.podman('ps', '--all', ...chosen, '--format', '{{.Names}}');
    return names.split('\n').filter(name => name !== '');
  }

  /** What podman needs on a machine without systemd: runc, plain control groups, and a network with names. */
  #settings(): string {
    const directory = this.#directory;
    return `[containers]
default_ulimits = ["nofile=8192:8192", "nproc=8192:8192"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
static_dir = "${directory}/libpod"
tmp_dir = "${directory}/tmp"
volume_path = "${directory}/volumes"
[network]
network_backend = "netavark"
network_config_dir = "${directory}/networks"
`;
  }
}
