export type { Replica } from './ledger/replica.ts';
export { toAppliedRecord } from './ledger/rows.ts';
export * from './pages/index.ts';
export { accountRoutes } from './routes/accounts.ts';
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
