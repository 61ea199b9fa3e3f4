import type { IdentityGateway, PublicUser } from '@fintech/contracts';
import { undefinedInOutage } from './outage.ts';

const maxCached = 10_000;

/**
 * Looks people up by name and by id. Names never change and ids are never given to anyone else, so what was found once
 * stays true; who was not found is asked for again. Whoever is being looked up is not asked for a second time meanwhile: a
 * process that has just started knows nobody, and would ask for the same few people once per request.
 */
export class People {
  readonly #gateway: Pick<IdentityGateway, 'findUser' | 'users'>;
  readonly #byName = new Map<string, PublicUser>();
  readonly #byId = new Map<string, PublicUser>();
  readonly #nameLookUps = new Map<string, Promise<PublicUser | undefined>>();
  readonly #idLookUps = new Map<string, Promise<ReadonlyMap<string, PublicUser>>>();

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
    const name = username.toLowerCase();
    return this.knownByName(name) ?? this.#nameLookUps.get(name) ?? this.#lookUpName(name);
  }

  /**
   * The known ones among `ids`. Names only adorn what is shown, so while nobody knows them they are left out: money that
   * has moved must not be reported as a failure for want of a name.
   */
  async byIds(ids: Iterable<string>): Promise<ReadonlyMap<string, PublicUser>> {
    const wanted = [...new Set(ids)];
    const missing = wanted.filter(id => !this.#byId.has(id));
    const notAsked = missing.filter(id => !this.#idLookUps.has(id));
    if (notAsked.length > 0) this.#lookUpIds(notAsked);
    const lookUps = new Set(missing.flatMap(id => this.#idLookUps.get(id) ?? []));
    const found = new Map<string, PublicUser>();
    const answers = await Promise.all([...lookUps].map(lookUp => undefinedInOutage(lookUp)));
    for (const users of answers) for (const [id, user] of users ?? []) found.set(id, user);
    const people = new Map<string, PublicUser>();
    for (const id of wanted) {
      const user = this.#byId.get(id) ?? found.get(id);
      if (user !== undefined) people.set(id, user);
    }
    return people;
  }

  #lookUpName(name: string): Promise<PublicUser | undefined> {
    const lookUp = this.#gateway
      .findUser(name)
      .then(found => {
        if (found !== undefined) this.#remember(found);
        return found;
      })
      .finally(() => this.#nameLookUps.delete(name));
    this.#nameLookUps.set(name, lookUp);
    return lookUp;
  }

  #lookUpIds(ids: readonly string[]): void {
    const lookUp = this.#gateway
      .users(ids)
      .then(found => {
        for (const user of found.values()) this.#remember(user);
        return found;
      })
      .finally(() => {
        for (const id of ids) this.#idLookUps.delete(id);
      });
    for (const id of ids) this.#idLookUps.set(id, lookUp);
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
