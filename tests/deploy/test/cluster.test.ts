import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { it } from 'node:test';
import { describeOn } from '@fintech/testkit/stack';
import { type ComposeModel, loadModel, type Service, variants } from '../src/compose-model.ts';
import { missingDockerCompose } from '../src/docker-compose.ts';
import { prepared } from '../src/tools.ts';
import { expectNone } from './_util.ts';

const models = async () => ({
  cluster: await loadModel(variants.cluster),
  zookeeper: await loadModel(variants['cluster with ZooKeeper']),
  elsewhere: await loadModel(variants.cluster, { APP_SUBNET: '10.9.8' }),
});

await describeOn('Compose: the parts of the cluster', prepared(missingDockerCompose, models), model => {
  it('publishes the ports that people know, and no other', () => {
    assert.deepEqual(publishedPorts(model().cluster), {
      auth: '5000',
      transaction: '5001',
      kafdrop: '9000',
      akhq: '8080',
    });
    assert.deepEqual(publishedPorts(model().zookeeper), {
      ...publishedPorts(model().cluster),
      'kafka-manager': '9001',
    });
  });

  it('has everything on one network', () => {
    const elsewhere = Object.entries(model().zookeeper.services).filter(
      ([, { networks = {} }]) => Object.keys(networks).join() !== 'app-network',
    );
    expectNone(elsewhere.map(([name]) => name));
  });

  it('keeps the addresses of the servers out of those that are given to anybody', () => {
    for (const { services, networks } of [model().cluster, model().elsewhere]) {
      const [range] = networks?.['app-network']?.ipam?.config ?? [];
      assert.ok(range !== undefined);
      const subnet = listOf(range.subnet);
      const givenOut = listOf(range.ip_range);
      const fixed = Object.values(services).map(addressOf).filter(isGiven);
      assert.equal(fixed.length, 12);
      assert.equal(new Set(fixed).size, fixed.length);
      assert.ok(fixed.every(address => subnet.check(address) && !givenOut.check(address)));
    }
  });

  it('tells every Redis, every Sentinel and every client the same addresses', () => {
    for (const { services } of [model().cluster, model().elsewhere]) {
      const byRole = (role: string) => Object.entries(services).filter(([name]) => name.startsWith(role));
      const nodes = byRole('redis-').map(([, service]) => addressOf(service));
      const sentinels = byRole('sentinel-').map(([, service]) => addressOf(service));
      for (const [name, service] of [...byRole('redis-'), ...byRole('sentinel-')]) {
        assert.equal(service.environment?.SELF, addressOf(service), name);
        assert.equal(service.environment?.FIRST, nodes[0], name);
        assert.equal(service.environment?.SENTINELS, sentinels.join(' '), name);
      }
      for (const name of ['setup', 'auth', 'transaction']) {
        const told = services[name]?.environment?.REDIS_SENTINELS?.replaceAll(':26379', '').split(',');
        assert.deepEqual(told, sentinels, name);
      }
    }
  });

  it('tells everybody where each broker and each member is, whether its container runs or not', () => {
    for (const { services } of [model().cluster, model().zookeeper, model().elsewhere]) {
      const members = Object.entries(services).filter(([name]) => /^(kafka|mongodb)-[0-9]$/.test(name));
      const hosts = members.map(([name, service]) => `${name}=${addressOf(service)}`).toSorted();
      assert.equal(hosts.length, 6);
      for (const name of ['auth', 'transaction', 'setup', ...members.map(([member]) => member)])
        assert.deepEqual(services[name]?.extra_hosts?.toSorted(), hosts, name);
    }
  });

  it('lets the brokers know each other, each by a name and a number of its own', () => {
    const { services } = model().cluster;
    for (const id of [1, 2, 3]) {
      const { environment = {} } = services[`kafka-${id}`] ?? {};
      assert.equal(environment.KAFKA_NODE_ID, String(id));
      assert.equal(environment.KAFKA_ADVERTISED_LISTENERS, `PLAINTEXT://kafka-${id}:9092`);
      assert.equal(
        environment.KAFKA_CONTROLLER_QUORUM_VOTERS,
        '1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093',
      );
    }
  });

  it('keeps the settings and the data of the two forms of Kafka apart', () => {
    const before = model().cluster.services['kafka-1'];
    const after = model().zookeeper.services['kafka-1'];
    assert.ok(!('KAFKA_PROCESS_ROLES' in (after?.environment ?? {})));
    assert.ok(!('KAFKA_ZOOKEEPER_CONNECT' in (before?.environment ?? {})));
    const volumesOf = (service: Service | undefined) => service?.volumes?.map(({ source }) => source);
    assert.deepEqual(volumesOf(before), ['kafka-1']);
    assert.deepEqual(volumesOf(after), ['kafka-1-zookeeper']);
  });

  it('keeps three copies of everything, and asks for two of them', () => {
    for (const { services } of [model().cluster, model().zookeeper]) {
      for (const id of [1, 2, 3]) {
        const { environment = {} } = services[`kafka-${id}`] ?? {};
        const copies = Object.entries(environment).filter(([name]) => name.endsWith('REPLICATION_FACTOR'));
        assert.deepEqual([...new Set(copies.map(([, value]) => value))], ['3']);
        assert.equal(environment.KAFKA_MIN_INSYNC_REPLICAS, '2');
        assert.equal(environment.KAFKA_TRANSACTION_STATE_LOG_MIN_ISR, '2');
        assert.equal(environment.KAFKA_AUTO_CREATE_TOPICS_ENABLE, 'false');
      }
    }
  });

  it('gives a service no secret but its own', () => {
    const secretsOf = (name: string) =>
      model()
        .cluster.services[name]?.secrets?.map(({ source }) => source)
        .toSorted();
    const shared = ['csrf.key', 'redis.password', 'service.key'];
    assert.deepEqual(secretsOf('auth'), [...shared, 'keys.json', 'mongodb-auth.url'].toSorted());
    assert.deepEqual(secretsOf('transaction'), [...shared, 'log.key', 'mongodb-transaction.url'].toSorted());
    assert.deepEqual(secretsOf('setup'), ['mongodb-setup.url', 'redis.password']);
  });
});

function publishedPorts({ services }: ComposeModel): Record<string, string> {
  return Object.fromEntries(
    Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map(({ published }) => [name, published]),
    ),
  );
}

function addressOf({ networks }: Service): string | undefined {
  return networks?.['app-network']?.ipv4_address;
}

function isGiven(address: string | undefined): address is string {
  return address !== undefined;
}

function listOf(subnet: string): BlockList {
  const [address = '', bits = ''] = subnet.split('/');
  const list = new BlockList();
  list.addSubnet(address, Number(bits));
  return list;
}
