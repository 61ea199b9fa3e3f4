export { type VerifyReport, verifyLedger } from './books/verify-ledger.ts';
export { TransactionPublisher, type TransactionPublisherOptions } from './events/publisher.ts';
export type { Replica } from './ledger/replica.ts';
export { publicationMetrics, transactionMetrics } from './metrics.ts';
export * from './pages/index.ts';
export { accountRoutes } from './routes/accounts.ts';
export { LedgerState, LogicSwitch, ledgerRoutes } from './routes/ledger.ts';
export { transactionRoutes } from './routes/transactions.ts';
export {
  type RunningTransactionService,
  startTransactionService,
  type TransactionServiceOptions,
} from './service.ts';
export type {
  AccountChange,
  BalanceChange,
  Caller,
  Posted,
  TransactionService,
} from './transaction-service.ts';
