import { ServiceTokens } from '@fintech/http';
import { ConfigError, systemClock as clock } from '@fintech/runtime';
import { LedgerState } from '@fintech/transaction';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Config } from './config.ts';
import { readSecret } from './secrets.ts';

const Switched = Type.Object({ outcome: Type.String() });
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
  const headers = { authorization: `Bearer ${await new ServiceTokens(secret, 'operator', clock).current()}` };
  if (version !== undefined) {
    const { outcome } = Value.Parse(
      Switched,
      await ask(url, 'logic', { headers, version: toVersion(version) }),
    );
    print(`switch to version ${version}: ${outcome}`);
    if (outcome !== 'applied') return 1;
  }
  const state = Value.Parse(LedgerState, await ask(url, '', { headers }));
  print(
    `logic version ${state.logic_version} is in force; this build has up to ${state.newest_logic_version}`,
  );
  for (const replica of state.replicas)
    print(`replica ${replica.id} has up to ${replica.newest_logic_version}`);
  return 0;
}

async function ask(
  url: URL,
  path: '' | 'logic',
  { headers, version }: { readonly headers: Readonly<Record<string, string>>; readonly version?: number },
): Promise<unknown> {
  const target = new URL(path === '' ? '/internal/ledger' : '/internal/ledger/logic', url);
  const signal = AbortSignal.timeout(answerWithinMs);
  const response =
    version === undefined
      ? await fetch(target, { headers, signal })
      : await fetch(target, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ version }),
          signal,
        });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Error(`${target} answers ${response.status}: ${text.slice(0, 300)}`);
}

function toUrl(address: string | undefined): URL {
  if (address !== undefined && URL.canParse(address)) return new URL(address);
  throw new ConfigError('logic needs the address of a transaction process, as in http://127.0.0.1:5001.');
}

function toVersion(text: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new ConfigError(`The version of the logic is a whole number, not "${text}".`);
}
