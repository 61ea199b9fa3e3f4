import type { EventBus } from '@fintech/ports';
import type { Config } from './config.ts';
export async function openEventBus(_config: Config, _service: string): Promise<EventBus & AsyncDisposable> {
  return {
    publish: async () => {},
    subscribe: () => ({ close: async () => {} }),
    drained: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}
