import { rm } from 'node:fs/promises';
import { stop } from './processes.ts';
import { say } from './say.ts';
import { type RecordedServer, requireState } from './state.ts';

/** Stops every server. The data stay, unless they are to be deleted. @throws StackError when there is no stack */
export async function down(directory: string, deleteData: boolean): Promise<void> {
  const state = await requireState(directory);
  for (const rank of [0, 1, 2]) {
    const servers = state.servers.filter(server => rankOf(server) === rank);
    await Promise.all(servers.map(server => stop(server.process)));
  }
  say('stack', 'is down');
  if (!deleteData) return;
  await rm(directory, { recursive: true, force: true });
  say('stack', `${directory} is deleted`);
}

/** Sentinels first, or they would take it for a failure; ZooKeepers last, because brokers say goodbye to them. */
function rankOf({ name }: RecordedServer): number {
  if (name.startsWith('sentinel')) return 0;
  return name.startsWith('zookeeper') ? 2 : 1;
}
