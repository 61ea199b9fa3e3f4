/** Where the servers of a stack are; addresses are `host:port`. */
export interface KafkaEndpoints {
  readonly brokers: readonly string[];
}

export interface MongodbEndpoints {
  /**
   * With the replica set's name and all members. For the application: may read and write the database `fintech_app` and
   * nothing else.
   */
  readonly url: string;
  /** For tools, and for tests that use a database of their own: may do everything. */
  readonly adminUrl: string;
}

export interface RedisEndpoints {
  /** Empty when there is one Redis and nobody to watch over it. */
  readonly sentinels: readonly string[];
  readonly masterName: string;
  readonly password: string;
  /** The Redis nodes, be they master or replica. */
  readonly nodes: readonly string[];
}

/** The file that TEST_STACK names: a stack that is running and that tests share. */
export interface RunningStack {
  readonly kafka?: KafkaEndpoints;
  readonly mongodb?: MongodbEndpoints;
  readonly redis?: RedisEndpoints;
}
