import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ProblemError, type PublicUser } from '@fintech/contracts';
import { People } from '../src/people.ts';

const anna: PublicUser = { id: 'a', username: 'anna' };
const bert: PublicUser = { id: 'b', username: 'bert' };

/** An identity service that notes what it is asked, and answers when it is let. */
function gateway() {
  const asked: string[] = [];
  const gate = Promise.withResolvers<void>();
  const known = [anna, bert];
  return {
    asked,
    open: gate.resolve,
    break: () => gate.reject(new ProblemError('unavailable')),
    findUser: async (username: string) => {
      asked.push(username);
      await gate.promise;
      return known.find(user => user.username === username);
    },
    users: async (ids: readonly string[]) => {
      asked.push(ids.join());
      await gate.promise;
      return new Map(known.filter(({ id }) => ids.includes(id)).map(user => [user.id, user]));
    },
  };
}

it('asks once for a person whom many want to know at the same time', async () => {
  const identity = gateway();
  const people = new People(identity);
  const byName = [people.byName('anna'), people.byName('Anna'), people.byName('anna')];
  const byIds = [people.byIds(['a', 'b']), people.byIds(['b']), people.byIds(['b', 'c'])];
  assert.deepEqual(identity.asked, ['anna', 'a,b', 'c']);
  identity.open();
  assert.deepEqual(await Promise.all(byName), [anna, anna, anna]);
  const found = await Promise.all(byIds);
  assert.deepEqual(
    found.map(users => [...users.values()]),
    [[anna, bert], [bert], [bert]],
  );
  await people.byName('bert');
  assert.equal(identity.asked.length, 3, 'who was found is known by name and by id');
});

it('asks again after a failure, and for whom it did not find', async () => {
  const broken = gateway();
  const people = new People(broken);
  broken.break();
  await assert.rejects(people.byName('anna'), ProblemError);
  assert.deepEqual([...(await people.byIds(['a']))], [], 'names only adorn what is shown');
  await assert.rejects(people.byName('anna'), ProblemError);
  assert.deepEqual(broken.asked, ['anna', 'a', 'anna']);

  const identity = gateway();
  identity.open();
  const others = new People(identity);
  assert.equal(await others.byName('carl'), undefined);
  assert.equal(await others.byName('carl'), undefined);
  assert.deepEqual(identity.asked, ['carl', 'carl']);
});
