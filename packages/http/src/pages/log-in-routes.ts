import { type IdentityGateway, ProblemError, problems } from '@fintech/contracts';
import type { FieldErrors, Texts } from '@fintech/web';
import type { FastifyPluginAsync } from 'fastify';
import { requestOrigin } from '../tokens/request-origin.ts';
import { formOf, queryOf } from './form.ts';
import { localPath } from './local-path.ts';
import { logInPage } from './log-in-page.ts';

export interface LogInRoutesOptions {
  /** Where the form is. */
  readonly path: string;
  readonly gateway: Pick<IdentityGateway, 'logIn'>;
}

/** The log-in form of a service, inside the door. */
export const logInRoutes: FastifyPluginAsync<LogInRoutesOptions> = async (app, { path, gateway }) => {
  app.get(path, async (request, reply) => {
    const query = queryOf(request);
    const next = localPath(query.filled('next'), reply.homePath());
    if (request.visitor !== undefined) return reply.redirect(next, 303);
    const context = { ...reply.pageContext(), logInPath: path };
    const loggedOut = query.filled('logged_out') === undefined ? undefined : context.texts.logIn.loggedOut;
    const notice = loggedOut === undefined ? undefined : ({ kind: 'success', text: loggedOut } as const);
    return reply.html(logInPage(context, { next, notice }));
  });

  app.post(path, async (request, reply) => {
    const fields = formOf(request);
    const next = localPath(fields.filled('next'), reply.homePath());
    const credentials = { username: fields.get('username').trim(), password: fields.get('password') };
    const context = { ...reply.pageContext(), logInPath: path };
    const missing = missingFields(context.texts, credentials);
    if (missing !== undefined)
      return reply.code(422).html(logInPage(context, { next, errors: missing, ...credentials }));
    try {
      reply.setSession(await gateway.logIn(credentials, requestOrigin(request)));
      return reply.redirect(next, 303);
    } catch (error) {
      const errors = refusal(context.texts, error);
      const { username } = credentials;
      return reply
        .code(problems[errors.code].status)
        .html(logInPage(context, { next, username, errors: errors.fields }));
    }
  });
};

interface Credentials {
  readonly username: string;
  readonly password: string;
}

function missingFields({ error }: Texts, { username, password }: Credentials): FieldErrors | undefined {
  if (username !== '' && password !== '') return undefined;
  return {
    ...(username === '' ? { username: error.noUsername } : {}),
    ...(password === '' ? { password: error.noPassword } : {}),
  };
}

/** A refused log-in is shown at the form; everything else has its own page. */
function refusal(
  { error: words }: Texts,
  error: unknown,
): { code: ProblemError['code']; fields: FieldErrors } {
  if (!(error instanceof ProblemError)) throw error;
  const { code } = error;
  if (code === 'invalid_credentials' || code === 'invalid_request')
    return { code, fields: { username: words.credentials } };
  if (code === 'too_many_attempts') return { code, fields: { username: words.tooManyAttempts } };
  throw error;
}
