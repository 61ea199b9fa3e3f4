import { ServiceTokens } from '@fintech/http';
import { ConfigError, systemClock as clock } from '@fintech/runtime';
import { LedgerState, LogicSwitch } from '@fintech/transaction';
import { Value } from 'typebox/value';
import type { Config } from './config.ts';
import { readSecret } from './secrets.ts';

const answerWithinMs = 30_000;

/**
 * Says by which version of its logic the ledger decides and who has which; with `version`, asks it to switch. Resolves to the
 * exit code: 1 when the ledger refuses.
 *
 * @param address of a transaction process, without a proxy in between
 */
export async function logic(
  config: Config,
  [address, version]: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const url = toUrl(address);
  const secret = await readSecret(config.secretsDirectory, 'service');
  const authorization = `Bearer ${await new ServiceTokens(secret, 'operator', clock).current()}`;
  if (version !== undefined) {
    const answer = await ask(new URL('/internal/ledger/logic', url), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ version: toVersion(version) }),
    });
    const { outcome } = Value.Parse(LogicSwitch, answer);
    print(`switch to version ${version}: ${outcome}`);
    if (outcome !== 'applied') return 1;
  }
  const state = Value.Parse(
    LedgerState,
    await ask(new URL('/internal/ledger', url), { headers: { authorization } }),
  );
  print(
    `logic version ${state.logic_version} is in force; this build has up to ${state.newest_logic_version}`,
  );
  for (const replica of state.replicas)
    print(`replica ${replica.id} has up to ${replica.newest_logic_version}`);
  return 0;
}

/** A GET, or with a body a POST. @throws Error that says what the process answered */
async function ask(url: URL, init: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(answerWithinMs) });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Error(`${url} answers ${response.status}: ${text.slice(0, 300)}`);
}

function toUrl(address: string | undefined): URL {
  if (address !== undefined && URL.canParse(address)) return new URL(address);
  throw new ConfigError('logic needs the address of a transaction process, as in http://127.0.0.1:5001.');
}

function toVersion(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new ConfigError(`The version of the logic is a whole number, not "${text}".`);
}
