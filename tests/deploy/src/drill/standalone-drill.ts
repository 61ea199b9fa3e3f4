import assert from 'node:assert/strict';
import { Person } from './people.ts';
import type { Project } from './project.ts';
import { step } from './steps.ts';

/** The one container of `standalone.yaml`: what it is, what it may, and that it ends and comes back as it should. */
export async function standaloneDrill(project: Project): Promise<void> {
  await step('the container is up and healthy', () => project.up());
  await step('it runs as user 1000, with a root file system that it cannot change', async () => {
    assert.equal((await project.run('wallet', 'id', '-u')).trim(), '1000');
    await assert.rejects(project.run('wallet', 'touch', '/app/x'), /Read-only file system/);
    const capabilities = await project.run('wallet', 'grep', 'CapEff', '/proc/1/status');
    assert.match(capabilities, /\b0{16}\b/);
  });
  await step('it has nothing that installs software', async () => {
    for (const program of ['npm', 'npx', 'yarn'])
      await assert.rejects(project.run('wallet', program, '--version'), program);
  });
  const anna = await personOn(project, 'anna');
  const boris = await personOn(project, 'boris');
  await step('two people sign up and one sends money to the other', async () => {
    for (const person of [anna, boris]) await person.signUp();
    await anna.deposit(10_000, 'annas-deposit');
    await anna.send(boris, 2500, 'annas-transfer');
    assert.equal(await boris.balance(), 2500);
  });
  await step('SIGTERM ends it with 0', async () => {
    await project.stop('wallet');
    assert.deepEqual(await endOf(project), { running: false, exitCode: 0 });
  });
  await step('it comes back with the same balances', async () => {
    await project.up();
    const again = await personOn(project, 'boris');
    await again.logIn();
    assert.equal(await again.balance(), 2500);
  });
}

async function personOn(project: Project, name: string): Promise<Person> {
  const { address } = await project.stateOf('wallet');
  return new Person({ auth: `http://${address}:5000`, transaction: `http://${address}:5001` }, name);
}

async function endOf(project: Project) {
  const { running, exitCode } = await project.stateOf('wallet');
  return { running, exitCode };
}
