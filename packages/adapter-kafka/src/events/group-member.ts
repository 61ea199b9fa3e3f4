import {
  decodeConsumerProtocolAssignment,
  encodeConsumerProtocolAssignment,
  encodeConsumerProtocolSubscription,
  heartbeatV4,
  joinGroupV9,
  leaveGroupV4,
  offsetCommitV8,
  offsetFetchV8,
  ResponseError,
  syncGroupV5,
} from '@platformatic/kafka';
import { hasCode } from '../client/failures.ts';
import type { KafkaOptions } from '../client/kafka-options.ts';
import { GroupCoordinator } from './group-coordinator.ts';

const sessionTimeoutMs = 10_000;
const heartbeatEveryMs = 1000;
/** How long the others wait for a handler that is running when they want to share anew. */
const rebalanceWithinMs = 60_000;
const answerWithinMs = 5000;
const protocolVersion = 0;
const noEpoch = -1;

/** The time during which the members of a group stay the same. */
export interface Membership {
  readonly generationId: number;
  /** Whether the partition is ours. One member of the group has it. */
  readonly isAssigned: boolean;
  /** Aborts when the members share anew, or when the others must think that we are gone. */
  readonly ended: AbortSignal;
}

/**
 * Takes part in a group whose members share one partition: the one that leads the group has it, the others wait for it to go.
 * Nothing is taken from a member that is at work: it says itself when it joins anew.
 */
export class GroupMember {
  readonly #group: string;
  readonly #topic: string;
  readonly #coordinator: GroupCoordinator;
  /** The coordinator answers a request to join when all have joined, so that takes connections of its own. */
  readonly #joining: GroupCoordinator;
  #memberId = '';
  #ending = new AbortController();
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(kafka: KafkaOptions, group: string, topic: string) {
    this.#group = group;
    this.#topic = topic;
    this.#coordinator = new GroupCoordinator(kafka, group, answerWithinMs);
    this.#joining = new GroupCoordinator(kafka, group, rebalanceWithinMs + answerWithinMs);
  }

  /** Joins, or joins anew. @throws when that did not work out; it may be tried again */
  async join(): Promise<Membership> {
    clearInterval(this.#heartbeat);
    try {
      const { generationId, leader, memberId } = await this.#joinGroup();
      this.#memberId = memberId;
      const assignments = leader === memberId ? [{ memberId, assignment: this.#everything() }] : [];
      const isAssigned = await this.#syncGroup(generationId, assignments);
      this.#ending = new AbortController();
      this.#keepAlive(generationId, this.#ending);
      return { generationId, isAssigned, ended: this.#ending.signal };
    } catch (error) {
      if (hasCode(error, 'UNKNOWN_MEMBER_ID')) this.#memberId = '';
      throw error;
    }
  }

  /** Offset of the first event that the group has not handled; undefined when it has handled none. */
  async committed(): Promise<number | undefined> {
    const topics = [{ name: this.#topic, partitionIndexes: [0] }];
    const wanted = { groupId: this.#group, memberId: null, memberEpoch: noEpoch, topics };
    const { groups } = await this.#coordinator.ask(connection =>
      offsetFetchV8.api.async(connection, [wanted], true),
    );
    const offset = Number(groups[0]?.topics[0]?.partitions[0]?.committedOffset ?? -1);
    return offset < 0 ? undefined : offset;
  }

  /** Says that the group has handled everything before `offset`. @throws when others have taken over since */
  async commit({ generationId }: Membership, offset: number): Promise<void> {
    const partition = { partitionIndex: 0, committedOffset: BigInt(offset), committedLeaderEpoch: noEpoch };
    await this.#coordinator.ask(connection =>
      offsetCommitV8.api.async(connection, this.#group, generationId, this.#memberId, null, [
        { name: this.#topic, partitions: [partition] },
      ]),
    );
  }

  /** Breaks off a request to join. */
  breakOff(): void {
    this.#joining.breakOff();
  }

  /** Lets the others go on at once. When it cannot be said, they find out after the session's time. */
  async leave(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#ending.abort();
    const members = [{ memberId: this.#memberId }];
    if (this.#memberId !== '') {
      await this.#coordinator
        .ask(connection => leaveGroupV4.api.async(connection, this.#group, members))
        .catch(() => undefined);
    }
    this.#coordinator.close();
    this.#joining.close();
  }

  async #joinGroup(): Promise<joinGroupV9.JoinGroupResponse> {
    const metadata = encodeConsumerProtocolSubscription({ version: protocolVersion, topics: [this.#topic] });
    const join = () =>
      this.#joining.ask(connection =>
        joinGroupV9.api.async(
          connection,
          this.#group,
          sessionTimeoutMs,
          rebalanceWithinMs,
          this.#memberId,
          null,
          'consumer',
          [{ name: 'range', metadata }],
        ),
      );
    try {
      return await join();
    } catch (error) {
      // A newcomer is given its id first.
      if (!hasCode(error, 'MEMBER_ID_REQUIRED') || !(error instanceof ResponseError)) throw error;
      this.#memberId = String(error.response.memberId);
      return await join();
    }
  }

  async #syncGroup(
    generationId: number,
    assignments: syncGroupV5.SyncGroupRequestAssignment[],
  ): Promise<boolean> {
    const { assignment } = await this.#joining.ask(connection =>
      syncGroupV5.api.async(
        connection,
        this.#group,
        generationId,
        this.#memberId,
        null,
        'consumer',
        'range',
        assignments,
      ),
    );
    if (assignment.length === 0) return false;
    const { assignedPartitions } = decodeConsumerProtocolAssignment(assignment);
    return assignedPartitions.some(
      ({ topic, partitions }) => topic === this.#topic && partitions.includes(0),
    );
  }

  #everything(): Buffer {
    const assignedPartitions = [{ topic: this.#topic, partitions: [0] }];
    return encodeConsumerProtocolAssignment({ version: protocolVersion, assignedPartitions });
  }

  #keepAlive(generationId: number, ending: AbortController): void {
    let lastAnswerAt = performance.now();
    let isBeating = false;
    const beat = async () => {
      if (isBeating) return;
      isBeating = true;
      try {
        await this.#coordinator.ask(connection =>
          heartbeatV4.api.async(connection, this.#group, generationId, this.#memberId, null),
        );
        lastAnswerAt = performance.now();
      } catch (error) {
        if (hasCode(error, 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION')) this.#memberId = '';
        const isOver = hasCode(error, 'REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION');
        if (isOver || performance.now() - lastAnswerAt > sessionTimeoutMs) ending.abort();
      } finally {
        isBeating = false;
      }
    };
    this.#heartbeat = setInterval(() => void beat(), heartbeatEveryMs);
    this.#heartbeat.unref();
  }
}
