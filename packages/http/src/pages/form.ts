import { ProblemError } from '@fintech/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const bodyLimitBytes = 64 * 1024;
const maxFields = 64;

/** The fields of a form or a query. A field that is absent reads as empty text. */
export class Form {
  readonly #fields: ReadonlyMap<string, string>;

  constructor(fields: ReadonlyMap<string, string>) {
    this.#fields = fields;
  }

  /** The value as sent, not even trimmed. */
  get(name: string): string {
    return this.#fields.get(name) ?? '';
  }

  /** The value without space around it; `undefined` when nothing is left. */
  filled(name: string): string | undefined {
    return this.get(name).trim() || undefined;
  }

  /** All fields except the form token, for a form that asks the same again. */
  values(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#fields].filter(([name]) => name !== '_csrf'));
  }
}

/** Pages take forms and nothing else. */
export function acceptForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: bodyLimitBytes },
    async (_request: FastifyRequest, body: string) => parseForm(body),
  );
}

/**
 * Reads the fields of a form. A field given twice is refused: two readers could take different ones for the truth.
 *
 * @throws ProblemError `invalid_request`
 */
export function parseForm(text: string): Form {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) throw new ProblemError('invalid_request', { detail: 'A field was given twice.' });
    fields.set(name, value);
    if (fields.size > maxFields) throw new ProblemError('invalid_request', { detail: 'Too many fields.' });
  }
  return new Form(fields);
}

/** The form that was posted. */
export function formOf(request: FastifyRequest): Form {
  return request.body instanceof Form ? request.body : parseForm('');
}

/** The query of the address. */
export function queryOf(request: FastifyRequest): Form {
  const at = request.url.indexOf('?');
  return parseForm(at === -1 ? '' : request.url.slice(at + 1));
}
