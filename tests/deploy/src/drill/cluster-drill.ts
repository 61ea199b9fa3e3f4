import assert from 'node:assert/strict';
import { Person, type Services } from './people.ts';
import type { Project } from './project.ts';
import { eventually, step } from './steps.ts';

/** Everything but the UIs, which no stand-in can play. */
const servers = ['kafka', 'mongodb', 'redis', 'sentinel'].flatMap(name =>
  [1, 2, 3].map(number => `${name}-${number}`),
);
const failoverWithinMs = 60_000;
const listen = [
  '/opt/kafka/bin/kafka-console-consumer.sh',
  ...[
    '--bootstrap-server',
    'kafka-2:9092',
    '--topic',
    'transactions',
    '--from-beginning',
    '--timeout-ms',
    '60000',
  ],
];

/** The cluster of `cluster.yaml`: it comes up in order, serves, and goes on serving while a server of each kind is lost. */
export async function clusterDrill(project: Project): Promise<void> {
  await step('everything is up, in the order of the file', () =>
    project.up(...servers, 'auth', 'transaction'),
  );
  const services = await servicesOf(project);
  const anna = new Person(services, 'anna');
  const boris = new Person(services, 'boris');
  await step('two people sign up and one sends money to the other', async () => {
    for (const person of [anna, boris]) await person.signUp();
    await eventually(failoverWithinMs, () => anna.deposit(10_000, 'annas-deposit'));
    await anna.send(boris, 2500, 'first-transfer');
    assert.equal(await boris.balance(), 2500);
  });
  await loseRedisMaster(project, anna);
  // Whose answer was lost may have signed up all the same, so the next one has another name.
  let newcomers = 0;
  await loseServer(project, 'mongodb-1', () => new Person(services, `clara-${++newcomers}`).signUp());
  await loseServer(project, 'kafka-1', () => anna.send(boris, 100, 'second-transfer'));
  await step('the books agree with what was answered', async () => {
    assert.equal(await boris.balance(), 2600);
    assert.equal(await anna.balance(), 7400);
  });
  await step('every payment was told of in the topic transactions', async () => {
    const told = await project.run('kafka-2', ...listen, '--max-messages', '3');
    // Kafka's tool has something to say itself.
    const events = told.split('\n').filter(line => line.startsWith('{'));
    const amounts = events.map(event => JSON.parse(event).data.legs[0].amount);
    assert.deepEqual(amounts, [10_000, 2500, 100]);
  });
  for (const service of ['transaction', 'auth']) {
    await step(`SIGTERM ends ${service} with 0`, async () => {
      await project.stop(service);
      assert.equal((await project.stateOf(service)).exitCode, 0);
    });
  }
}

async function loseRedisMaster(project: Project, person: Person): Promise<void> {
  const master = await masterOf(project);
  await project.kill(master);
  await step(`${master} was killed: another Redis is the master`, () =>
    eventually(failoverWithinMs, async () => assert.notEqual(await masterOf(project), master)),
  );
  await step('people can log in again', () => eventually(failoverWithinMs, () => person.logIn()));
  await project.start(master);
  await step(`${master} is back and follows`, () =>
    eventually(failoverWithinMs, async () => {
      const ask = 'REDISCLI_AUTH=$(cat $REDIS_PASSWORD_FILE) redis-cli -h $SELF info replication';
      const info = await project.run(master, 'sh', '-c', ask);
      assert.match(info, /role:slave/);
      assert.match(info, /master_link_status:up/);
    }),
  );
}

async function loseServer(project: Project, server: string, use: () => Promise<void>): Promise<void> {
  await project.kill(server);
  await step(`${server} was killed: the next answer came`, () => eventually(failoverWithinMs, use));
  // Else each attempt to reach it would wait for the network's name server.
  await step('its name is known all the same', () => project.run('auth', 'getent', 'hosts', server));
  await project.start(server);
}

/** The service whose address the Sentinels name. */
async function masterOf(project: Project): Promise<string> {
  const ask = 'redis-cli -h $SELF -p 26379 sentinel get-master-addr-by-name wallet';
  const [address = ''] = (await project.run('sentinel-1', 'sh', '-c', ask)).split('\n');
  return `redis-${address.trim().slice(-1)}`;
}

async function servicesOf(project: Project): Promise<Services> {
  const [auth, transaction] = await Promise.all([project.stateOf('auth'), project.stateOf('transaction')]);
  return { auth: `http://${auth.address}:5000`, transaction: `http://${transaction.address}:5001` };
}
