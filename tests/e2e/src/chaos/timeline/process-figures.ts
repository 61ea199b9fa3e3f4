/** What a process of ours says of itself. */
export interface ProcessFigures {
  /** Time until it said so, in milliseconds. */
  readonly answeredMs: number;
  /** How late its event loop was at most since it was asked last, in milliseconds. */
  readonly loopMs: number | undefined;
  /** Commands applied; undefined for one that has no ledger, as what follows. */
  readonly position: number | undefined;
  /** Commands that wait for their answer. */
  readonly pending: number | undefined;
  /** Records that are not in the read model. */
  readonly projectionLag: number | undefined;
  /** Records whose events are not published. */
  readonly unpublished: number | undefined;
}

/** Asks for `/metrics`; undefined when there is no answer in time. */
export async function figuresOf(port: number, withinMs: number): Promise<ProcessFigures | undefined> {
  const askedAt = performance.now();
  try {
    const signal = AbortSignal.timeout(withinMs);
    const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal });
    return { answeredMs: Math.round(performance.now() - askedAt), ...readFigures(await response.text()) };
  } catch {
    return undefined;
  }
}

/** Reads them from metrics in the format of Prometheus. */
export function readFigures(metrics: string): Omit<ProcessFigures, 'answeredMs'> {
  const value = (name: string) => {
    const text = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1];
    return text === undefined ? undefined : Number(text);
  };
  const loopSeconds = value('nodejs_eventloop_lag_max_seconds');
  return {
    loopMs: loopSeconds === undefined ? undefined : Math.round(loopSeconds * 1000),
    position: value('ledger_position'),
    pending: value('ledger_pending_commands'),
    projectionLag: value('ledger_projection_lag_records'),
    unpublished: value('ledger_unpublished_records'),
  };
}
