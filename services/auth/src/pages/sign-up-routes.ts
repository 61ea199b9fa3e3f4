import { ProblemError, problems, SignUpBody } from '@fintech/contracts';
import { type Form, formOf, requestOrigin } from '@fintech/http';
import type { FieldErrors, Texts } from '@fintech/web';
import type { FastifyPluginAsync } from 'fastify';
import { Value } from 'typebox/value';
import type { AuthService } from '../service.ts';
import { signUpPage } from './sign-up-page.ts';

/** Opens an account and logs its owner in. */
export const signUpRoutes: FastifyPluginAsync<{ readonly service: AuthService }> = async (
  app,
  { service },
) => {
  app.get('/auth/signup_form', async (request, reply) => {
    if (request.visitor !== undefined) return reply.redirect(reply.homePath(), 303);
    return reply.html(signUpPage(reply.pageContext(), {}));
  });

  app.post('/auth/signup_form', async (request, reply) => {
    const context = reply.pageContext();
    const body = readBody(formOf(request));
    const { username, email = '' } = body;
    const invalid = invalidFields(context.texts, body);
    if (Object.keys(invalid).length > 0) {
      return reply.code(422).html(signUpPage(context, { username, email, errors: invalid }));
    }
    const origin = requestOrigin(request);
    try {
      await service.signUp(body, origin);
    } catch (error) {
      const { status, errors } = refusal(context.texts, error);
      return reply.code(status).html(signUpPage(context, { username, email, errors }));
    }
    reply.setSession(await service.logIn({ username, password: body.password }, origin));
    return reply.redirect(reply.homePath(), 303);
  });
};

function readBody(fields: Form): SignUpBody {
  const email = fields.filled('email');
  return {
    username: fields.get('username').trim(),
    password: fields.get('password'),
    ...(email === undefined ? {} : { email }),
  };
}

/** What is wrong with each field by the contract, in the words of the page. */
function invalidFields({ error }: Texts, body: SignUpBody): FieldErrors {
  const { username, email, password } = SignUpBody.properties;
  return {
    ...(Value.Check(username, body.username) ? {} : { username: error.username }),
    ...(body.email === undefined || Value.Check(email, body.email) ? {} : { email: error.email }),
    ...(Value.Check(password, body.password) ? {} : { password: error.noPassword }),
  };
}

/** A refusal that a field can mend is shown at it; everything else has its own page. */
function refusal({ error: words }: Texts, error: unknown): { status: number; errors: FieldErrors } {
  if (!(error instanceof ProblemError)) throw error;
  const { status } = problems[error.code];
  if (error.code === 'username_taken') return { status, errors: { username: words.usernameTaken } };
  if (error.code === 'weak_password') return { status, errors: { password: words.weakPassword } };
  if (error.code === 'too_many_attempts') return { status, errors: { username: words.tooManyAttempts } };
  throw error;
}
