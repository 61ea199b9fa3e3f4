import { createMetrics, type GaugeSpec } from '@fintech/telemetry';
import type { TransactionPublisher } from './events/publisher.ts';
import type { RunningTransactionService } from './service.ts';

/** How the publication of events fares, for Prometheus. */
export function publicationMetrics(publisher: Pick<TransactionPublisher, 'lag'>): readonly GaugeSpec[] {
  return [
    {
      name: 'ledger_unpublished_records',
      help: 'Records whose events are not known here to be published.',
      read: () => publisher.lag,
    },
  ];
}

/** How the ledger fares, for Prometheus; with `others` of the same process. */
export function transactionMetrics(
  service: RunningTransactionService,
  others: readonly GaugeSpec[] = [],
): () => Promise<string> {
  const { replica } = service;
  return createMetrics([
    { name: 'ledger_position', help: 'Commands applied since genesis.', read: () => replica.ledger.position },
    { name: 'ledger_accounts', help: 'Accounts ever opened.', read: () => replica.ledger.accountCount },
    {
      name: 'ledger_requests_submitted',
      help: 'Requests that this process has given to the log since its start.',
      read: () => service.requestsSubmitted,
    },
    {
      name: 'ledger_pending_commands',
      help: 'Commands that wait for their answer.',
      read: () => replica.pending,
    },
    {
      name: 'ledger_projection_lag_records',
      help: 'Records not in the read model yet.',
      read: () => replica.projectionLag,
    },
    {
      name: 'ledger_halted',
      help: '1 when the ledger has stopped itself.',
      read: () => (replica.halted ? 1 : 0),
    },
    {
      name: 'ledger_projection_stalled',
      help: '1 when the read model does not take what it is given.',
      read: () => (replica.projectionStalled ? 1 : 0),
    },
    {
      name: 'ledger_logic_version',
      help: 'Version of the logic in force.',
      read: () => replica.ledger.logicVersion,
    },
    {
      name: 'ledger_replicas_heard',
      help: 'Replicas that have introduced themselves within the last hours.',
      read: () => replica.ledger.replicas.length,
    },
    ...others,
  ]);
}
