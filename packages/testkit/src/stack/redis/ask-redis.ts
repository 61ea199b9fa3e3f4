import { connect } from 'node:net';

const answerWithinMs = 1000;
/** Sentinels know no QUIT: the answer to a last command shows that the one before has been answered in full. */
const end = '--end--';

/**
 * What a Redis or a Sentinel on loopback answers to one command, as it comes over the wire. For probes, so it
 * needs no client and never waits for a server that is paused. @throws Error when there is no answer within a second
 */
export function askRedis(port: number, command: string, password?: string): Promise<string> {
  const lines = [...(password === undefined ? [] : [`AUTH ${password}`]), command, `PING ${end}`, ''];
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').setTimeout(answerWithinMs);
    socket.on('connect', () => socket.write(lines.join('\r\n')));
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.includes(end)) socket.destroy();
    });
    socket.on('timeout', () => socket.destroy(new Error(`no answer from port ${port}`)));
    socket.on('error', reject);
    socket.on('close', () =>
      answer.includes(end) ? resolve(answer) : reject(new Error(`port ${port} hung up`)),
    );
  });
}

/** What a Redis is to the others: `master` or `slave`. */
export async function roleOfRedis(port: number, password: string): Promise<string> {
  return /^role:(\w+)/m.exec(await askRedis(port, 'INFO replication', password))?.[1] ?? 'does not say';
}
