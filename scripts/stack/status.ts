import { roleOfMember, roleOfRedis } from '../../packages/testkit/src/stack/index.ts';
import { stateOf } from './processes.ts';
import { type RecordedServer, requireState, type StackState } from './state.ts';

/** One line per server: what it is called, where it is, how it is, and what it is to the others. */
export async function status(directory: string): Promise<string> {
  const state = await requireState(directory);
  const rows = await Promise.all(
    state.servers.map(async server => {
      const how = await stateOf(server.process);
      const pid = how === 'stopped' ? '' : String(server.process.pid);
      return [
        server.name,
        `127.0.0.1:${server.port}`,
        pid,
        how,
        how === 'running' ? await roleOf(server, state) : '',
      ];
    }),
  );
  const table = [['server', 'address', 'pid', 'state', 'role'], ...rows];
  const widths = [0, 1, 2, 3].map(i => Math.max(...table.map(row => row[i]?.length ?? 0)));
  return table
    .map(row =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

async function roleOf({ kind, name, port }: RecordedServer, { redis }: StackState): Promise<string> {
  try {
    if (kind === 'mongodb') return await roleOfMember(`127.0.0.1:${port}`);
    if (name.startsWith('redis')) return await roleOfRedis(port, redis?.password ?? '');
    return '';
  } catch {
    return 'does not answer';
  }
}
