/** Where Redis is. With Sentinels, whoever they call master; else one Redis that nobody watches over. */
export type RedisEndpoint =
  | {
      /** `host:port` of each Sentinel. */
      readonly sentinels: readonly string[];
      readonly masterName: string;
      readonly password: string;
      /** Of the Sentinels themselves, when they ask for one. */
      readonly sentinelPassword?: string;
    }
  | { readonly address: string; readonly password: string };

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** @throws RangeError when the text is not `host:port` */
export function parseAddress(text: string): Address {
  const match = /^(?<host>[\w.-]+|\[[\da-f:.]+\]):(?<port>\d{1,5})$/i.exec(text);
  const host = match?.groups?.host?.replace(/^\[|\]$/g, '');
  const port = Number(match?.groups?.port);
  if (host === undefined || port === 0 || port > 65535) throw new RangeError(`${text} is not host:port`);
  return { host, port };
}
