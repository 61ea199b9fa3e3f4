import { createMetrics } from '@fintech/telemetry';
import type { RunningTransactionService } from './service.ts';

/** How the ledger fares, for Prometheus. */
export function transactionMetrics(service: RunningTransactionService): () => Promise<string> {
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
  ]);
}
