import { isDeepStrictEqual } from 'node:util';
import type { Client } from './client.ts';
import { outcomeLine } from './read-model-fold.ts';
import type { World } from './world.ts';

const restLimitMs = 10_000;
const eventsLimitMs = 20_000;

/** Lets the world come to rest and checks what must hold then. Resolves to what did not come about in time. */
export async function checkEnd(world: World, clients: readonly Client[]): Promise<readonly string[]> {
  const { log, nodes } = world;
  await world.run(() => log.underWay === 0, 120_000);
  if (!(await world.run(() => isAtRest(world), restLimitMs))) return [`I17 no rest: ${describe(world)}`];
  // Whose turn it was to publish may be gone, which the others learn by and by.
  const isTold = () => world.witness.events.missing === 0;
  if (!(await world.run(isTold, eventsLimitMs)))
    return [`I11 ${world.witness.events.missing} transfers were never told of by an event`];
  if (!(await world.run(() => isAtRest(world), restLimitMs))) return [`I17 no rest: ${describe(world)}`];
  for (const client of clients) client.checkAtEnd();
  checkReplicas(world);
  checkReadModel(world);
  checkLegs(world);

  // A replica that starts from nothing, and one that starts from its snapshots, must come to the same state.
  const [first] = nodes;
  first?.snapshots.lose(Number.POSITIVE_INFINITY);
  for (const node of nodes) node.restart();
  if (!(await world.run(() => isAtRest(world), restLimitMs))) return [`I12 no restart: ${describe(world)}`];
  checkReplicas(world);
  return [];
}

function isAtRest({ nodes, witness, entryStore }: World): boolean {
  const { nextOffset } = witness.ledger;
  return (
    entryStore.checkpoint.nextOffset === nextOffset &&
    nodes.every(node => {
      const replica = node.isServing ? node.service?.replica : undefined;
      return (
        replica?.ledger.nextOffset === nextOffset && replica.pending === 0 && replica.projectionLag === 0
      );
    })
  );
}

function checkReplicas({ nodes, witness, violations }: World): void {
  for (const { name, service } of nodes) {
    const ledger = service?.replica.ledger;
    const isEqual = ledger?.chain === witness.ledger.chain && ledger.time === witness.ledger.time;
    const isSameLedger = ledger?.ledgerId === witness.ledger.ledgerId;
    violations.check(isSameLedger, 'I12', () => `${name} follows the ledger ${ledger?.ledgerId}`);
    violations.check(isEqual, 'I12', () => `${name} is at ${ledger?.chain}`);
    const totals = [...(ledger?.totals().values() ?? [])];
    violations.check(
      totals.every(total => total === 0),
      'I1',
      () => `${name} has ${totals}`,
    );
    for (const [id, { balance, status }] of witness.fold.accounts) {
      const account = ledger?.account(id);
      violations.check(
        account?.balance === balance && account.status === status,
        'I12',
        () => `${name} has another account ${id}`,
      );
    }
  }
}

function checkReadModel({ entryStore, witness, violations }: World): void {
  const { fold, ledger } = witness;
  const outcomes = entryStore.outcomes(1, ledger.position).map(outcomeLine);
  violations.check(isDeepStrictEqual(outcomes, fold.outcomes), 'I10', () => 'the outcomes differ');
  const entries = entryStore.entries.map(
    ({ position, index, accountId, amount, balance, transactionId }) => ({
      position,
      transactionId,
      index,
      accountId,
      amount,
      balance,
    }),
  );
  violations.check(isDeepStrictEqual(entries, fold.entries), 'I10', () => 'the entries differ');
  const accounts = entryStore.accounts.map(({ openedAt: _, ...account }) => account);
  const byId = new Map(accounts.map(account => [account.accountId, account]));
  violations.check(isDeepStrictEqual(byId, fold.accounts), 'I10', () => 'the accounts differ');
}

function checkLegs({ entryStore, violations }: World): void {
  const byTransaction = Map.groupBy(entryStore.entries, ({ transactionId }) => transactionId);
  for (const [id, entries] of byTransaction) {
    const sum = entries.reduce((total, { amount }) => total + amount, 0);
    violations.check(sum === 0, 'I13', () => `transaction ${id} adds up to ${sum}`);
  }
}

function describe({ nodes, entryStore, witness }: World): string {
  const replicas = nodes.map(node => {
    const replica = node.service?.replica;
    return [node.name, replica?.ledger.nextOffset, replica?.pending, replica?.projectionLag, node.haltReason];
  });
  return `${JSON.stringify(replicas)} of ${witness.ledger.nextOffset}, ${JSON.stringify(entryStore.checkpoint)}`;
}
