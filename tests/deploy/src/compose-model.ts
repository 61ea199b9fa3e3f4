import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dockerCompose } from './docker-compose.ts';

/** What Docker Compose makes of compose files: the part of it that the checks read. */
export interface ComposeModel {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly networks?: Readonly<Record<string, Network | null>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, { readonly file?: string }>>;
}

export interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly restart?: string;
  readonly init?: boolean;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly logging?: { readonly options?: Readonly<Record<string, string>> };
  readonly healthcheck?: { readonly test: readonly string[]; readonly interval: string };
  readonly deploy?: { readonly resources?: { readonly limits?: Limits } };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly networks?: Readonly<Record<string, { readonly ipv4_address?: string } | null>>;
  /** Each as in `kafka-1=172.28.6.31`. */
  readonly extra_hosts?: readonly string[];
  readonly ports?: readonly Port[];
  readonly secrets?: readonly { readonly source: string; readonly target: string }[];
  readonly volumes?: readonly Mount[];
}

interface Limits {
  readonly cpus?: number;
  /** Bytes. */
  readonly memory?: string;
  readonly pids?: number;
}

interface Network {
  readonly ipam?: { readonly config?: readonly { readonly subnet: string; readonly ip_range: string }[] };
}

interface Port {
  readonly host_ip?: string;
  readonly target: number;
  readonly published: string;
}

interface Mount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
}

/** The repository's root folder, with a slash at the end. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The ways to run the product that the documents name, each with its compose files. */
export const variants = {
  cluster: ['deploy/compose/cluster.yaml'],
  'cluster with ZooKeeper': ['deploy/compose/cluster.yaml', 'deploy/compose/zookeeper.yaml'],
  standalone: ['deploy/compose/standalone.yaml'],
  prepare: ['deploy/compose/prepare.yaml'],
  'root of the repository': ['compose.yaml'],
} as const satisfies Record<string, readonly string[]>;

/** What `prepare.ts` would have put into `.env`. */
const environment = {
  KAFKA_CLUSTER_ID: 'AAAAAAAAAAAAAAAAAAAAAA',
  KAFKA_MANAGER_PASSWORD: 'password',
  KAFKA_MANAGER_SECRET: 'secret',
  COMPOSE_DISABLE_ENV_FILE: '1',
};

/** Has Docker Compose check, merge and complete the files. @throws Error with its complaint */
export async function loadModel(
  files: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<ComposeModel> {
  const [command, ...compose] = await dockerCompose();
  const chosen = files.flatMap(file => ['--file', root + file]);
  const { stdout } = await promisify(execFile)(
    command,
    [...compose, ...chosen, 'config', '--format', 'json'],
    { env: { ...process.env, ...environment, ...settings }, maxBuffer: 16 << 20 },
  );
  return JSON.parse(stdout);
}

/** A job runs once and ends; everything else serves until it is told to stop. */
export const isJob = (service: Service): boolean => service.restart === 'no';

/** Runs code of ours, not an image that others made. */
export const isOurs = (service: Service): boolean => service.build !== undefined;
