import { Ajv, type AnySchema } from 'ajv';
import formatsPlugin from 'ajv-formats';
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';

/**
 * Bodies are taken as they are: no coercion, no defaults, no silent removal. Query strings and path parameters are text
 * by nature, so there (and only there) numbers and booleans are read from text.
 */
export function validateStrictly(app: FastifyInstance): void {
  const asGiven = newAjv(false);
  const fromText = newAjv(true);
  const compile: FastifySchemaCompiler<AnySchema> = ({ schema, httpPart }) =>
    (httpPart === 'body' ? asGiven : fromText).compile(schema);
  app.setValidatorCompiler(compile);
}

function newAjv(coerceTypes: boolean): Ajv {
  const ajv = new Ajv({ coerceTypes, useDefaults: false, removeAdditional: false, allErrors: false });
  formatsPlugin.default(ajv, ['date-time']);
  return ajv;
}
