import { type PublicUser, type UserCreated, usersTopic } from '@fintech/contracts';
import { BoundedMap } from '@fintech/http';
import type { CollectionSpec, DocumentStore, Stored } from '@fintech/ports';

export interface UserRecord {
  /** As typed at sign-up. */
  readonly username: string;
  /** The username in lower case: what makes it unique. */
  readonly handle: string;
  /** In the PHC string format. */
  readonly passwordHash: string;
  readonly email?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

const users: CollectionSpec = { name: 'users', indexes: [{ field: 'handle', unique: true }] };
const usernameGrammar = /^[a-z0-9._-]{4,25}$/i;
/** About 10 MB when full. */
const cachedUsers = 50_000;

/**
 * The people who signed up. Who has which username never changes, so that part is cached: every transfer names its
 * recipient by username. Passwords are always read from the store.
 */
export class Users {
  readonly #store: DocumentStore;
  readonly #byHandle = new BoundedMap<string, PublicUser>(cachedUsers);
  readonly #byId = new BoundedMap<string, PublicUser>(cachedUsers);

  constructor(store: DocumentStore) {
    this.#store = store;
  }

  /** The stored user of a username in any case. */
  async record(username: string): Promise<Stored<UserRecord> | undefined> {
    const handle = toHandle(username);
    if (handle === undefined) return undefined;
    const query = { field: 'handle', equals: handle, limit: 1 };
    const [found] = (await this.#store.query<UserRecord>(users, query)).items;
    return found;
  }

  async find(username: string): Promise<PublicUser | undefined> {
    const handle = toHandle(username);
    const known = handle === undefined ? undefined : this.#byHandle.get(handle);
    return known ?? this.#remember(await this.record(username));
  }

  async get(id: string): Promise<PublicUser | undefined> {
    return this.#byId.get(id) ?? this.#remember(await this.#store.get<UserRecord>(users, id));
  }

  /** The known ones among `ids`. */
  async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, PublicUser>> {
    const found = await Promise.all([...new Set(ids)].map(id => this.get(id)));
    return new Map(found.filter(user => user !== undefined).map(user => [user.id, user]));
  }

  /** Resolves to false, and changes nothing, when somebody has the username already. */
  async add(id: string, record: UserRecord): Promise<boolean> {
    const data: UserCreated = { user_id: id, username: record.username };
    const event = { id: `user.created:${id}`, type: 'user.created', time: record.createdAt, data };
    const events = [{ topic: usersTopic, event }];
    return (await this.#store.put(users, id, record, { expectVersion: 0, events })) === 'ok';
  }

  /** Stores a stronger hash of the same password, unless the user was changed in the meantime. */
  async replaceHash(user: Stored<UserRecord>, passwordHash: string): Promise<void> {
    await this.#store.put(users, user.id, { ...user.value, passwordHash }, { expectVersion: user.version });
  }

  #remember(found: Stored<UserRecord> | undefined): PublicUser | undefined {
    if (found === undefined) return undefined;
    const user: PublicUser = { id: found.id, username: found.value.username };
    this.#byHandle.set(found.value.handle, user);
    this.#byId.set(user.id, user);
    return user;
  }
}

/** Only a name that can exist has a handle: lower-casing alone would map some foreign letters onto ours. */
function toHandle(username: string): string | undefined {
  return usernameGrammar.test(username) ? username.toLowerCase() : undefined;
}
