import { readFileSync } from 'node:fs';

/** One setting as people read it in `--help` and in the reference. */
export interface Setting {
  /** Empty when there is none. */
  readonly default: string;
  readonly meaning: string;
}

export type SettingTable = Readonly<Record<string, Setting>>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that is unknown or has a value that cannot be used. The message says what to change. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the settings of one table. Every method throws a {@link ConfigError} that names the setting. */
export class SettingReader<Name extends string> {
  readonly #table: Readonly<Record<Name, Setting>>;
  readonly #environment: Environment;

  /**
   * @param ownNames names close to ours that nobody sets by accident: one that is not in the table is a typing error,
   *   and must not pass silently
   */
  constructor(table: Readonly<Record<Name, Setting>>, environment: Environment, ownNames: RegExp) {
    this.#table = table;
    this.#environment = environment;
    const unknown = Object.keys(environment).find(name => ownNames.test(name) && !Object.hasOwn(table, name));
    if (unknown === undefined) return;
    throw new ConfigError(`${unknown} is not a setting. Known: ${Object.keys(table).join(', ')}.`);
  }

  text(name: Name): string {
    return this.#environment[name]?.trim() || this.#table[name].default;
  }

  required(name: Name): string {
    const value = this.text(name);
    if (value === '') throw new ConfigError(`${name} must be set: ${this.#table[name].meaning}`);
    return value;
  }

  oneOf<const T extends string>(name: Name, allowed: readonly T[]): T {
    const value = this.text(name);
    const found = allowed.find(candidate => candidate === value);
    if (found !== undefined) return found;
    throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not "${value}".`);
  }

  port(name: Name): number {
    const value = this.text(name);
    const number = Number(value);
    if (/^\d{1,5}$/.test(value) && number <= 65_535) return number;
    throw new ConfigError(`${name} must be a port number, not "${value}".`);
  }

  /** An address without path, such as `https://pay.example.org`. `fallback` stands in for an empty value. */
  origin(name: Name, fallback = ''): URL {
    const value = this.text(name) || fallback;
    const parsed = URL.parse(value);
    if (parsed !== null && ['http:', 'https:'].includes(parsed.protocol) && parsed.pathname === '/')
      return parsed;
    throw new ConfigError(`${name} must be http:// or https:// and a host, not "${value}".`);
  }

  /** Values separated by commas. */
  list(name: Name): readonly string[] {
    return this.text(name)
      .split(',')
      .map(part => part.trim())
      .filter(part => part !== '');
  }

  /** `host:port` of several servers, separated by commas. */
  addresses(name: Name): readonly string[] {
    const addresses = this.list(name);
    const wrong = addresses.find(text => {
      const port = Number(/^(?:[\w.-]+|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(text)?.[1]);
      return !(port >= 1 && port <= 65_535);
    });
    if (wrong === undefined) return addresses;
    throw new ConfigError(`${name} must be host:port, separated by commas, not "${wrong}".`);
  }

  /** A secret from the environment, or from the file that `fileName` names: files do not show in a list of processes. */
  secret(name: Name, fileName: Name): string {
    const path = this.text(fileName);
    if (path === '') return this.text(name);
    if (this.text(name) !== '') throw new ConfigError(`Set ${name} or ${fileName}, not both.`);
    try {
      return readFileSync(path, 'utf8').trim();
    } catch (error) {
      throw new ConfigError(`${fileName} names a file that cannot be read: ${path}`, { cause: error });
    }
  }
}

/** The settings of a table, one a line, for `--help`. */
export function describeSettings(table: SettingTable): string {
  const width = Math.max(...Object.keys(table).map(name => name.length)) + 1;
  return Object.entries(table)
    .map(([name, { default: value, meaning }]) => {
      return `  ${name.padEnd(width)} ${meaning}${value === '' ? '' : ` Default: ${value}.`}`;
    })
    .join('\n');
}
