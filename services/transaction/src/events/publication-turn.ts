import type { CollectionSpec, DocumentStore } from '@fintech/ports';

/** How far events are published. */
export interface Progress {
  /** Offset of the first record whose events are not certain to be published. */
  readonly nextOffset: number;
  /** Commands before that record. */
  readonly position: number;
}

/** What is stored; the holder is empty when whoever held it has given it up. */
interface StoredTurn extends Progress {
  readonly holder: string;
}

export const publications: CollectionSpec = { name: 'publications', indexes: [] };

/** Looks without a sign of life after which a holder is taken for gone. */
const patience = 5;

/**
 * Decides between replicas whose turn it is to publish the events of a topic, and remembers how far they have come. It needs
 * no clocks that agree: a holder shows that it lives by writing, and whoever has looked several times and seen nothing
 * new takes over. The one before may still be at work then, which does no harm: an event published twice is one event.
 */
export class PublicationTurn {
  readonly #store: Pick<DocumentStore, 'get' | 'put'>;
  readonly #topic: string;
  /** Names this process. */
  readonly #holder: string;
  #version = 0;
  #quiet = 0;
  #known: Progress = { nextOffset: 0, position: 0 };

  constructor(store: Pick<DocumentStore, 'get' | 'put'>, topic: string, holder: string) {
    this.#store = store;
    this.#topic = topic;
    this.#holder = holder;
  }

  /** How far anybody had come at the last look. */
  get known(): Progress {
    return this.#known;
  }

  /**
   * Looks whether it is our turn from now on, and where to go on. To be called once a second while it is not.
   *
   * @throws PortError `store_unavailable`
   */
  async take(): Promise<Progress | undefined> {
    const stored = await this.#store.get<StoredTurn>(publications, this.#topic);
    const { version, value } = stored ?? { version: 0, value: { ...this.#known, holder: '' } };
    this.#quiet = version === this.#version ? this.#quiet + 1 : 0;
    this.#version = version;
    this.#known = { nextOffset: value.nextOffset, position: value.position };
    if (value.holder !== '' && this.#quiet < patience) return undefined;
    return (await this.#write(this.#known, this.#holder)) ? this.#known : undefined;
  }

  /**
   * Notes how far we have come, and that we live. Resolves to false when somebody else has taken over.
   *
   * @throws PortError `store_unavailable`
   */
  async keep(progress: Progress): Promise<boolean> {
    if (await this.#write(progress, this.#holder)) return true;
    const stored = await this.#store.get<StoredTurn>(publications, this.#topic);
    if (stored?.value.holder !== this.#holder) return false;
    // It is what we wrote ourselves when the store did not say whether it had.
    this.#version = stored.version;
    return this.#write(progress, this.#holder);
  }

  /** Lets another one go on at once. @throws PortError `store_unavailable` */
  async giveUp(progress: Progress): Promise<void> {
    await this.#write(progress, '');
  }

  async #write(progress: Progress, holder: string): Promise<boolean> {
    const value: StoredTurn = { ...progress, holder };
    const options = { expectVersion: this.#version };
    if ((await this.#store.put(publications, this.#topic, value, options)) !== 'ok') return false;
    this.#version += 1;
    this.#known = progress;
    return true;
  }
}
