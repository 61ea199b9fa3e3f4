/** How to reach a Kafka cluster. */
export interface KafkaOptions {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  /** As the brokers' logs and metrics name this process. */
  readonly clientId: string;
  /** PEM texts. Present, even empty: the connections are encrypted. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly username: string;
    readonly password: string;
  };
}

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** @throws Error when the text is not `host:port` */
export function parseBroker(text: string): BrokerAddress {
  const match = /^(.+):(\d{1,5})$/.exec(text);
  if (match?.[1] === undefined) throw new Error(`A broker is given as host:port, not as ${text}.`);
  return { host: match[1], port: Number(match[2]) };
}

export const addressKey = ({ host, port }: BrokerAddress): string => `${host}:${port}`;
