import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** A figure that is read when Prometheus asks for it. */
export interface GaugeSpec {
  /** With the unit last, as in `ledger_projection_lag_records`. */
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/** Metrics of one process in the Prometheus text format: those of Node and the given gauges. */
export function createMetrics(gauges: readonly GaugeSpec[]): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name, help, read } of gauges) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
  return () => registry.metrics();
}
