import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { javaArguments } from '../kafka/java.ts';
import { ServerNode } from '../server-node.ts';

export interface ZookeeperPlace {
  readonly clientPort: number;
  readonly peerPort: number;
  readonly electionPort: number;
}

export interface ZookeeperOptions extends ZookeeperPlace {
  readonly id: number;
  readonly classPath: string;
  readonly directory: string;
}

const answerWithinMs = 1000;

/** One member of an ensemble. It answers when the ensemble has a leader. */
export function zookeeperNode({ id, classPath, directory, clientPort }: ZookeeperOptions): ServerNode {
  const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
  return new ServerNode({
    name: `zookeeper-${id}`,
    port: clientPort,
    command: 'java',
    args: javaArguments(classPath, main, [join(directory, 'zoo.cfg')]),
    logFile: join(directory, 'zookeeper.log'),
    isReady: async () => /^Mode: (leader|follower|standalone)$/m.test(await ask(clientPort, 'srvr')),
  });
}

/** Writes the settings of a member, and who it is. */
export async function prepareZookeeper(
  node: ZookeeperOptions,
  ensemble: readonly ZookeeperOptions[],
): Promise<void> {
  const data = join(node.directory, 'data');
  await mkdir(data, { recursive: true });
  await writeFile(join(data, 'myid'), String(node.id));
  const settings = [
    `dataDir=${data}`,
    `clientPort=${node.clientPort}`,
    'clientPortAddress=127.0.0.1',
    // Half a second: a member that is gone is noticed after a few of them.
    'tickTime=500',
    'initLimit=20',
    'syncLimit=6',
    'admin.enableServer=false',
    '4lw.commands.whitelist=srvr',
    'autopurge.purgeInterval=1',
    ...ensemble.map(({ id, peerPort, electionPort }) => `server.${id}=127.0.0.1:${peerPort}:${electionPort}`),
  ];
  await writeFile(join(node.directory, 'zoo.cfg'), `${settings.join('\n')}\n`);
}

/** What a member answers to one of ZooKeeper's four-letter words. */
function ask(port: number, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(word));
    let answer = '';
    socket.setEncoding('utf8').setTimeout(answerWithinMs);
    socket.on('data', (text: string) => {
      answer += text;
    });
    socket.on('timeout', () => socket.destroy(new Error(`no answer from port ${port}`)));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
