import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn } from '@fintech/testkit/stack';
import { loadModel } from '../src/compose-model.ts';
import { missingDockerCompose } from '../src/docker-compose.ts';
import { prepared } from '../src/tools.ts';
import { expectNone } from './_util.ts';

const load = () => loadModel(['deploy/compose/stack.yaml'], { STACK_DIRECTORY: '/stack' });

/** Where `npm run stack` tells clients that they are. */
const hosts: Readonly<Record<string, readonly [network: number, port: number]>> = {
  redis: [10, 6379],
  sentinel: [20, 26_379],
  kafka: [30, 9092],
  mongodb: [40, 27_017],
};
const three = [1, 2, 3];
const names = Object.keys(hosts).flatMap(kind => three.map(number => `${kind}-${number}`));

await describeOn('Compose: the servers alone', prepared(missingDockerCompose, load), model => {
  it('has every server, and the job that makes three members one set', () => {
    assert.deepEqual(Object.keys(model().services).toSorted(), [...names, 'mongodb-init'].toSorted());
  });

  it('has the images and the versions of the installation', async () => {
    const { services } = await loadModel(['deploy/compose/cluster.yaml']);
    const images = Object.entries(model().services).map(([name, { image }]) => [name, image]);
    assert.deepEqual(
      images,
      images.map(([name = '']) => [name, services[name]?.image]),
    );
  });

  it('listens on loopback alone, each server where clients look for it', () => {
    const listening: Readonly<Record<string, (service: string) => string>> = {
      kafka: name => `PLAINTEXT://${hostOf(name)},CONTROLLER://${addressOf(name)}:9093`,
      mongodb: addressOf,
      redis: addressOf,
      sentinel: addressOf,
    };
    const wrong = names.filter(name => {
      const { environment } = model().services[name] ?? {};
      const said = environment?.KAFKA_LISTENERS ?? environment?.BIND_IP ?? environment?.SELF;
      return said !== listening[name.replace(/-\d$/, '')]?.(name) || !addressOf(name).startsWith('127.');
    });
    expectNone(wrong);
  });

  it('knows the other servers by these addresses', () => {
    const { services } = model();
    const all = JSON.stringify(services);
    assert.doesNotMatch(all, /172\.28\./);
    const members = three
      .map(number => `mongodb-${number}`)
      .map(hostOf)
      .join(',');
    assert.equal(services['mongodb-init']?.environment?.MEMBERS, members);
    const sentinels = three.map(number => `sentinel-${number}`);
    assert.equal(services['redis-1']?.environment?.SENTINELS, sentinels.map(addressOf).join(' '));
    const voters = three.map(number => `${number}@${addressOf(`kafka-${number}`)}:9093`);
    for (const name of three.map(number => `kafka-${number}`)) {
      const { environment } = services[name] ?? {};
      assert.equal(environment?.KAFKA_CONTROLLER_QUORUM_VOTERS, voters.join(','));
      assert.equal(environment?.KAFKA_ADVERTISED_LISTENERS, `PLAINTEXT://${hostOf(name)}`);
    }
  });
});

function addressOf(name: string): string {
  const [kind = '', number] = name.split('-');
  return `127.0.28.${(hosts[kind]?.[0] ?? 0) + Number(number)}`;
}

function hostOf(name: string): string {
  return `${addressOf(name)}:${hosts[name.split('-')[0] ?? '']?.[1]}`;
}
