/** The ports of a stack that people use; the same each time, so that settings and bookmarks stay true. */
export type Ports = ReturnType<typeof stackPorts>;

/** Away from the usual ones, which may be in use. */
export function stackPorts(nodes: 1 | 3) {
  const each = Array.from({ length: nodes }, (_, i) => i);
  return {
    kafka: each.map(i => ({ clientPort: 19_092 + i, controllerPort: 19_192 + i })),
    kafkaOnZookeeper: each.map(i => ({
      brokerPort: 19_092 + i,
      zookeeper: { clientPort: 12_181 + i, peerPort: 12_888 + i, electionPort: 13_888 + i },
    })),
    mongodb: each.map(i => ({ port: 27_117 + i })),
    redis: {
      redis: each.map(i => 16_379 + i),
      sentinels: nodes === 1 ? [] : each.map(i => 26_479 + i),
    },
  };
}

/** Every port number in a part of {@link Ports}. */
export function portsIn(part: unknown): number[] {
  if (typeof part === 'number') return [part];
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(portsIn) : [];
}
