import { type IdentityGateway, ProblemError, type UserCreated, usersTopic } from '@fintech/contracts';
import type { OutcomeCode } from '@fintech/ledger';
import type { BusEvent, EventBus } from '@fintech/ports';
import { Accounts } from './accounts.ts';
import { History } from './history.ts';
import { KeyedCommands } from './idempotency.ts';
import { KeyStatuses } from './key-statuses.ts';
import { Replica } from './ledger/replica.ts';
import type { ReplicaOptions } from './ledger/replica-options.ts';
import { People } from './people.ts';
import { withStatusUrl } from './status-url.ts';
import type { TransactionService } from './transaction-service.ts';
import { Transfers } from './transfers.ts';

export interface TransactionServiceOptions extends ReplicaOptions {
  readonly eventBus: EventBus;
  readonly identity: Pick<IdentityGateway, 'findUser' | 'users'>;
  readonly mode: 'sandbox' | 'live';
  readonly defaultCurrency: string;
}

/** A running transaction service with the replica that carries it. */
export interface RunningTransactionService extends TransactionService, AsyncDisposable {
  readonly replica: Replica;
  /** Requests that this process has given to the log since its start. */
  readonly requestsSubmitted: number;
  /** For operators: see {@link Replica.switchLogic}. */
  switchLogic(version: number): Promise<OutcomeCode>;
}

/** How long a read waits for what was applied before it came, in milliseconds. */
const readWaitMs = 2000;

/** Starts a replica of the ledger and the service on top of it; resolves when it can serve. */
export async function startTransactionService(
  options: TransactionServiceOptions,
): Promise<RunningTransactionService> {
  const { entryStore, commandLog, clock, defaultCurrency } = options;
  const replica = await Replica.start(options);
  const commands = new KeyedCommands(replica, entryStore, clock);
  const people = new People(options.identity);
  const accounts = new Accounts(replica, commands, entryStore, defaultCurrency);
  const transfers = new Transfers({
    replica,
    entryStore,
    annotations: commandLog,
    commands,
    accounts,
    people,
  });
  const keyStatuses = new KeyStatuses({ replica, commands, transfers });
  const history = new History({ entryStore, annotations: commandLog, accounts, transfers, defaultCurrency });
  const subscription = options.eventBus.subscribe(usersTopic, 'transaction', event =>
    onUserEvent(accounts, event),
  );

  const readYourWrites = (minPosition?: number) => waitForWrites(replica, minPosition);
  const sandboxOnly = () => {
    if (options.mode !== 'sandbox') throw new ProblemError('sandbox_only');
  };

  return {
    replica,
    get requestsSubmitted() {
      return commands.submitted;
    },
    switchLogic: version => replica.switchLogic(version),
    accounts: async (caller, minPosition) => {
      await readYourWrites(minPosition);
      return accounts.of(caller.userId);
    },
    openAccount: (caller, currency, key) => withStatusUrl(key, accounts.open(caller.userId, currency, key)),
    changeAccount: (caller, accountId, change, key) =>
      withStatusUrl(key, accounts.change(caller.userId, accountId, change, key)),
    transfer: (caller, body, key) => withStatusUrl(key, transfers.transfer(caller, body, key)),
    deposit: async (caller, body, key) => {
      sandboxOnly();
      return withStatusUrl(key, transfers.deposit(caller, body, key));
    },
    withdraw: async (caller, body, key) => {
      sandboxOnly();
      return withStatusUrl(key, transfers.withdraw(caller, body, key));
    },
    transaction: async (caller, id, minPosition) => {
      await readYourWrites(minPosition);
      return transfers.find(caller, id);
    },
    keyStatus: async (caller, key, minPosition) => {
      if (minPosition !== undefined) await readYourWrites(minPosition);
      return keyStatuses.of(caller, key);
    },
    history: async (caller, query) => {
      await readYourWrites(query.min_position);
      return history.list(caller, query);
    },
    watch: (caller, listener) => replica.feed.watch(caller.userId, listener),
    [Symbol.asyncDispose]: async () => {
      await subscription.close();
      await replica.close();
    },
  };
}

/**
 * Every read sees what this replica had applied when the read came; with `minPosition`, also what another had. When the
 * read model does not answer it says so, instead of letting people wait.
 */
async function waitForWrites(replica: Replica, minPosition = 0): Promise<void> {
  const position = Math.max(replica.ledger.position, minPosition);
  if (await replica.visible(position, readWaitMs)) return;
  if (replica.halted || replica.projectionStalled)
    throw new ProblemError('unavailable', { retryAfterSeconds: 1 });
  if (minPosition > 0) throw new ProblemError('position_not_reached', { retryAfterSeconds: 1 });
}

/** A new user gets an account. The event may come more than once. */
async function onUserEvent(accounts: Accounts, event: BusEvent): Promise<void> {
  if (event.type !== 'user.created') return;
  await accounts.ensureDefault(toUserCreated(event.data).user_id);
}

function toUserCreated(data: unknown): UserCreated {
  if (typeof data === 'object' && data !== null && 'user_id' in data && 'username' in data) {
    return { user_id: String(data.user_id), username: String(data.username) };
  }
  throw new TypeError('a user.created event must carry user_id and username');
}
