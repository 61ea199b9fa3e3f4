/** How a value of a topic is held against its template. */
export type Rule = 'exactly' | 'at least';

export interface TopicSetting {
  readonly name: string;
  readonly value: string;
  readonly rule: Rule;
}

export interface TopicTemplate {
  readonly topic: string;
  readonly partitions: { readonly count: number; readonly rule: Rule };
  readonly replicas: number;
  readonly settings: readonly TopicSetting[];
}

const thirtyDaysMs = 30 * 24 * 3600 * 1000;
/** Holds the largest record of the log, and batches of smaller ones. */
export const largestBatchBytes = 1024 * 1024 + 12;

const exactly = (name: string, value: string): TopicSetting => ({ name, value, rule: 'exactly' });
const atLeast = (name: string, value: number): TopicSetting => ({
  name,
  value: String(value),
  rule: 'at least',
});

/** What every topic has: nothing acknowledged is lost with one broker, and nothing is dropped but by age. */
const safe: readonly TopicSetting[] = [
  atLeast('min.insync.replicas', 2),
  exactly('unclean.leader.election.enable', 'false'),
  exactly('cleanup.policy', 'delete'),
  exactly('retention.bytes', '-1'),
  exactly('message.timestamp.type', 'LogAppendTime'),
  atLeast('max.message.bytes', largestBatchBytes),
];

/** The ledger's log. One partition per ledger; spare ones cost little, and adding some later moves nothing. */
export const commandsTemplate: TopicTemplate = {
  topic: 'ledger.commands',
  partitions: { count: 8, rule: 'at least' },
  replicas: 3,
  settings: [...safe, exactly('retention.ms', '-1')],
};

/** Facts for other services. One partition, so that all of them come in one order. */
export const eventsTemplate = (topic: string): TopicTemplate => ({
  topic,
  partitions: { count: 1, rule: 'exactly' },
  replicas: 3,
  settings: [...safe, atLeast('retention.ms', thirtyDaysMs)],
});

export const topicTemplates: readonly TopicTemplate[] = [
  commandsTemplate,
  eventsTemplate('transactions'),
  eventsTemplate('users'),
];

/** The same for a cluster of a single broker, which keeps nothing when its disk is lost: for trying things out. */
export function forSandbox(template: TopicTemplate): TopicTemplate {
  const settings = template.settings.map(setting =>
    setting.name === 'min.insync.replicas' ? { ...setting, value: '1' } : setting,
  );
  return { ...template, replicas: 1, settings };
}
