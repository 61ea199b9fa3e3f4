import { containers } from './compose/containers.ts';
import { down } from './down.ts';
import { doTo, logs } from './nodes.ts';
import { StackError } from './say.ts';
import { readState, requireState } from './state.ts';
import { status } from './status.ts';

/** What can be done to a stack that is up, be it of processes or of containers. `name` is that of a server. */
export interface Form {
  /** `kill`, `pause`, `resume`, `start`. */
  doTo(directory: string, deed: string, name: string): Promise<void>;
  /** Shows the end of its log, and with `follow` what comes, until Ctrl+C. */
  logs(directory: string, name: string, follow: boolean): Promise<void>;
  /** One line per server. */
  status(directory: string): Promise<string>;
  down(directory: string, deleteData: boolean): Promise<void>;
}

const processes: Form = { doTo, logs, status, down };

/** @throws StackError when no stack was ever started in the directory */
export async function formOf(directory: string): Promise<Form> {
  return (await requireState(directory)).isComposed === true ? containers : processes;
}

/** What containers cannot do, or are not to do. */
export interface PlainWishes {
  readonly plain?: boolean | undefined;
  readonly nodes?: string | undefined;
  readonly zookeeper?: boolean | undefined;
}

/**
 * Whether `up` starts containers: where an engine runs, unless plain processes are asked for or the data are theirs already.
 * @throws StackError when the data are those of containers, and plain processes are asked for
 */
export async function chooseContainers(
  directory: string,
  { plain, nodes, zookeeper }: PlainWishes,
  hasEngine: () => Promise<boolean>,
): Promise<boolean> {
  const mustBePlain = plain === true || nodes === '1' || zookeeper === true;
  const before = await readState(directory);
  if (before?.isComposed === true && mustBePlain)
    throw new StackError(
      'The data here are those of three nodes in containers. To begin anew: down --delete',
    );
  if (before !== undefined) return before.isComposed === true;
  return !mustBePlain && (await hasEngine());
}
