import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { it } from 'node:test';
import { describeOn } from '@fintech/testkit/stack';
import { isJob, isOurs, loadModel, root, variants } from '../src/compose-model.ts';
import { missingDockerCompose } from '../src/docker-compose.ts';
import { prepared } from '../src/tools.ts';
import { expectNone, servicesThat } from './_util.ts';

for (const [title, files] of Object.entries(variants)) {
  // Loading is the first check: Docker Compose itself refuses what does not conform, and names that lead nowhere.
  const source = prepared(missingDockerCompose, () => loadModel(files));
  await describeOn(`Compose: ${title}`, source, model => {
    it('names the version of every image', () => {
      const pinned = /^[\w./-]+:\d+\.\d+[\w.-]*$/;
      expectNone(servicesThat(model(), service => !isOurs(service) && !pinned.test(service.image)));
      expectNone(servicesThat(model(), service => isOurs(service) && service.image !== 'fintech-app:local'));
    });

    it('starts everything again that ended by mistake', () => {
      expectNone(servicesThat(model(), service => !isJob(service) && service.restart !== 'unless-stopped'));
    });

    it('knows of everything that serves whether it is well', () => {
      expectNone(servicesThat(model(), service => !isJob(service) && service.healthcheck === undefined));
    });

    it('bounds the memory, the processors, the processes and the logs of everything', () => {
      const unbounded = servicesThat(model(), ({ deploy, logging }) => {
        const { cpus, memory, pids } = deploy?.resources?.limits ?? {};
        const { 'max-size': size, 'max-file': files } = logging?.options ?? {};
        return !cpus || !memory || !pids || !size || !files;
      });
      expectNone(unbounded);
    });

    it('lets no process gain rights, and gives our own none', () => {
      expectNone(
        servicesThat(model(), ({ security_opt: options, privileged }) => {
          return privileged === true || !options?.includes('no-new-privileges:true');
        }),
      );
      expectNone(
        servicesThat(model(), service => {
          const { read_only: readOnly, cap_drop: dropped } = service;
          return isOurs(service) && !(readOnly === true && dropped?.includes('ALL'));
        }),
      );
    });

    it('waits only for what can become healthy, or end', () => {
      const { services } = model();
      const findings = Object.entries(services).flatMap(([name, { depends_on: needed = {} }]) =>
        Object.entries(needed)
          .filter(([other, { condition }]) => {
            const service = services[other];
            if (service === undefined) return true;
            return condition !== (isJob(service) ? 'service_completed_successfully' : 'service_healthy');
          })
          .map(([other, { condition }]) => `${name} waits for ${other} to be ${condition}`),
      );
      expectNone(findings);
    });

    it('declares every volume and secret that is used, and no other', () => {
      const { services, volumes = {}, secrets = {} } = model();
      const all = Object.values(services);
      const mounted = all.flatMap(({ volumes: mounts = [] }) =>
        mounts.filter(({ type }) => type === 'volume'),
      );
      assert.deepEqual(sorted(mounted.map(({ source }) => source)), sorted(Object.keys(volumes)));
      const read = all.flatMap(({ secrets: used = [] }) => used.map(({ source }) => source));
      assert.deepEqual(sorted(read), sorted(Object.keys(secrets)));
    });

    it('mounts files that exist', () => {
      const mounts = Object.values(model().services).flatMap(({ volumes = [] }) => volumes);
      const files = mounts.filter(({ type }) => type === 'bind').map(({ source }) => source);
      expectNone(files.filter(file => !existsSync(file) || !file.startsWith(root)));
    });

    it('gives no two processes the same data', () => {
      const sources = Object.values(model().services).flatMap(({ volumes = [] }) =>
        volumes.filter(({ type }) => type === 'volume').map(({ source }) => source),
      );
      assert.equal(new Set(sources).size, sources.length);
    });

    it('can be reached from this machine only, unless somebody wants more', () => {
      const ports = Object.values(model().services).flatMap(({ ports: published = [] }) => published);
      expectNone(ports.filter(port => port.host_ip !== '127.0.0.1').map(port => `port ${port.published}`));
      assert.equal(new Set(ports.map(port => port.published)).size, ports.length);
    });
  });
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
