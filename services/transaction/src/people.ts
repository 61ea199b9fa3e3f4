import type { IdentityGateway, PublicUser } from '@fintech/contracts';

const maxCached = 10_000;

/**
 * Looks people up by name and by id. Names never change and ids are never given to anyone else, so what was found once
 * stays true; who was not found is asked for again.
 */
export class People {
  readonly #gateway: Pick<IdentityGateway, 'findUser' | 'users'>;
  readonly #byName = new Map<string, PublicUser>();
  readonly #byId = new Map<string, PublicUser>();

  constructor(gateway: Pick<IdentityGateway, 'findUser' | 'users'>) {
    this.#gateway = gateway;
  }

  /** Who is known by this name already, without asking. */
  knownByName(username: string): PublicUser | undefined {
    return this.#byName.get(username.toLowerCase());
  }

  /** Who is known by this id already, without asking. */
  knownById(id: string): PublicUser | undefined {
    return this.#byId.get(id);
  }

  async byName(username: string): Promise<PublicUser | undefined> {
    const known = this.knownByName(username);
    if (known !== undefined) return known;
    const found = await this.#gateway.findUser(username);
    if (found !== undefined) this.#remember(found);
    return found;
  }

  /** The known ones among `ids`. */
  async byIds(ids: Iterable<string>): Promise<ReadonlyMap<string, PublicUser>> {
    const wanted = [...new Set(ids)];
    const missing = wanted.filter(id => !this.#byId.has(id));
    const found = missing.length === 0 ? new Map<string, PublicUser>() : await this.#gateway.users(missing);
    for (const user of found.values()) this.#remember(user);
    const people = new Map<string, PublicUser>();
    for (const id of wanted) {
      const user = this.#byId.get(id) ?? found.get(id);
      if (user !== undefined) people.set(id, user);
    }
    return people;
  }

  #remember(user: PublicUser): void {
    if (this.#byId.size >= maxCached) {
      this.#byId.clear();
      this.#byName.clear();
    }
    this.#byId.set(user.id, user);
    this.#byName.set(user.username.toLowerCase(), user);
  }
}
