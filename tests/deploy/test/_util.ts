import assert from 'node:assert/strict';
import type { ComposeModel, Service } from '../src/compose-model.ts';

/** Fails with one line per finding. */
export function expectNone(findings: readonly string[]): void {
  assert.equal(findings.length, 0, `\n${findings.join('\n')}\n`);
}

/** The names of those that match. */
export function servicesThat(model: ComposeModel, matches: (service: Service) => boolean): string[] {
  return Object.entries(model.services)
    .filter(([, service]) => matches(service))
    .map(([name]) => name);
}
