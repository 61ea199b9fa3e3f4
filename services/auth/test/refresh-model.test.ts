import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '@fintech/contracts';
import fc from 'fast-check';
import { goodPassword, origin, type RunningAuth, startAuth } from './_util.ts';

const runs = Number(process.env.PROPERTY_RUNS ?? 40);
const second = 1_000;
const day = 86_400 * second;

/** What one session should be, in the simplest words. */
interface ModelSession {
  generation: number;
  /** The texts of all its tokens; the last one is live. */
  readonly tokens: string[];
  rotatedAt: number;
  readonly endsAt: number;
  over: boolean;
}

type Step =
  | { readonly do: 'logIn' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'refresh' | 'logOut'; readonly session: number; readonly age: number };

const aToken = { session: fc.nat({ max: 2 }), age: fc.nat({ max: 3 }) };
// The odd milliseconds keep sums of waits off the exact limits, which the conformance suite of the store covers.
const waits = [1 * second + 3, 9 * second + 7, 11 * second + 9, 1 * day + 11, 3 * day + 13];
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant('logIn' as const) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(...waits) }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constant('refresh' as const), ...aToken }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('logOut' as const), ...aToken }) },
  ),
  { minLength: 5, maxLength: 40 },
);

test('refresh tokens behave like the model, whatever is done with them', async () => {
  await using auth = await startAuth({ rateLimit: false });
  let people = 0;
  await fc.assert(
    fc.asyncProperty(steps, async script => {
      const username = `user${people++}`;
      await auth.service.signUp({ username, password: goodPassword }, origin);
      const sessions = [await logIn(auth, username)];
      for (const step of script) await carryOut(step, auth, username, sessions);
      for (const session of sessions) await assertOneLiveLeaf(auth, session);
    }),
    { numRuns: runs },
  );
});

async function carryOut(
  step: Step,
  auth: RunningAuth,
  username: string,
  sessions: ModelSession[],
): Promise<void> {
  if (step.do === 'wait') return auth.clock.advance(step.ms);
  if (step.do === 'logIn') {
    if (sessions.length < 3) sessions.push(await logIn(auth, username));
    return;
  }
  const session = sessions[step.session % sessions.length];
  assert.ok(session !== undefined);
  const generation = Math.max(1, session.generation - step.age);
  if (step.do === 'refresh') return present(auth, session, generation);
  await auth.service.logOut(tokenOf(session, generation), origin);
  session.over = true;
}

async function logIn(auth: RunningAuth, username: string): Promise<ModelSession> {
  const now = auth.clock.now();
  const { refresh_token } = await auth.service.logIn({ username, password: goodPassword }, origin);
  return { generation: 1, tokens: [refresh_token], rotatedAt: now, endsAt: now + 7 * day, over: false };
}

/** Presents a token and holds the answer against the model, which it moves on. */
async function present(auth: RunningAuth, session: ModelSession, generation: number): Promise<void> {
  const now = auth.clock.now();
  if (now >= session.endsAt || now - session.rotatedAt > 3 * day) session.over = true;
  const isLive = generation === session.generation;
  const isGraced = generation === session.generation - 1 && now - session.rotatedAt <= 10 * second;
  if (session.over || !(isLive || isGraced)) {
    session.over = true;
    return assertRefused(auth, session, generation);
  }
  const answer = await auth.service.refresh(tokenOf(session, generation), origin);
  assert.equal(answer.refresh_expires_in, Math.floor((session.endsAt - now) / second), 'the end never moves');
  if (isLive) {
    session.generation++;
    session.rotatedAt = now;
    session.tokens.push(answer.refresh_token);
    assert.equal(new Set(session.tokens).size, session.tokens.length, 'a successor is a new token');
  } else {
    assert.equal(
      answer.refresh_token,
      session.tokens.at(-1),
      'the grace answers with the identical successor',
    );
  }
}

/** An ended session has no token that works; of a live one the newest works, and nothing older after the grace. */
async function assertOneLiveLeaf(auth: RunningAuth, session: ModelSession): Promise<void> {
  await present(auth, session, session.generation);
  if (session.over) {
    for (let generation = 1; generation <= session.generation; generation++) {
      await assertRefused(auth, session, generation);
    }
    return;
  }
  auth.clock.advance(11 * second);
  await present(auth, session, session.generation - 1);
  assert.ok(session.over, 'a reuse ends the session');
  await present(auth, session, session.generation);
}

async function assertRefused(auth: RunningAuth, session: ModelSession, generation: number): Promise<void> {
  await assert.rejects(
    auth.service.refresh(tokenOf(session, generation), origin),
    (error: unknown) => error instanceof ProblemError && error.code === 'invalid_refresh_token',
  );
}

function tokenOf(session: ModelSession, generation: number): string {
  const token = session.tokens[generation - 1];
  assert.ok(token !== undefined);
  return token;
}
