import fc from 'fast-check';

/** One operation of the OpenAPI document, as far as the fuzzer needs it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly bodyFields: readonly string[];
}

export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

interface OperationObject {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly properties?: object } }>>;
  };
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}

/** Every operation that the document offers. */
export function operationsOf(document: OpenApiDocument): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      query: (operation.parameters ?? [])
        .filter(parameter => parameter.in === 'query')
        .map(({ name }) => name),
      bodyFields: Object.keys(operation.requestBody?.content['application/json']?.schema.properties ?? {}),
    })),
  );
}

/** Values that are right somewhere, or nearly right, or that broke somebody's parser once. */
const awkward = [
  ...[0, 1, -1, 0.1, 2 ** 53, 2 ** 53 - 1, -(2 ** 63), Number.NaN],
  ...[
    '',
    ' ',
    '@',
    '@bobby',
    'EUR',
    'eur',
    'XXX',
    '0'.repeat(32),
    'f'.repeat(32),
    'null',
    'true',
    '1',
    '1e3',
  ],
  ...[
    'a'.repeat(10_000),
    '\u0000',
    '\u202Eabc',
    'ﬀ',
    '😀',
    '../../etc/passwd',
    "' or 1=1 --",
    '<script>alert(1)</script>',
  ],
  ...['2026-01-01T00:00:00Z', '9999-99-99T99:99:99Z', '%00', '%ff', '\r\nx: y', '__proto__', '{{7*7}}'],
  ...[null, true, false, [], {}, [[]], { a: { b: {} } }],
] as const;

const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...awkward) }, fc.jsonValue({ maxDepth: 3 }));
const text = fc.oneof(fc.constantFrom(...awkward).map(String), fc.string({ unit: 'binary', maxLength: 40 }));

/** Header values as HTTP can carry them at all; the rest is tried with raw sockets elsewhere. */
const headerText = text.map(raw => raw.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200));

/** A request for one of the operations: mostly well formed, rarely right. */
export function fuzzedRequest(
  operations: readonly Operation[],
  tokens: readonly string[],
): fc.Arbitrary<FuzzedRequest> {
  return fc.constantFrom(...operations).chain(operation =>
    fc.record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant(operation.method) },
        fc.constantFrom('PUT', 'PATCH', 'OPTIONS'),
      ),
      path: pathOf(operation),
      headers: headersOf(tokens),
      body: operation.method === 'GET' ? fc.constant(undefined) : bodyOf(operation),
    }),
  );
}

function pathOf({ path, query }: Operation): fc.Arbitrary<string> {
  const parameters = fc.dictionary(fc.constantFrom(...query, 'unknown'), text, { maxKeys: 3 });
  return fc.tuple(text, parameters).map(([id, pairs]) => {
    const filled = path.replaceAll(/\{[^}]+\}/g, encodeURIComponent(id.toWellFormed()));
    const search = Object.entries(pairs).map(
      ([name, raw]) => `${name}=${encodeURIComponent(raw.toWellFormed())}`,
    );
    return search.length === 0 ? filled : `${filled}?${search.join('&')}`;
  });
}

function headersOf(tokens: readonly string[]): fc.Arbitrary<Readonly<Record<string, string>>> {
  const bearer = fc.constantFrom(...tokens).map(token => `Bearer ${token}`);
  return fc.record(
    {
      authorization: fc.oneof({ weight: 9, arbitrary: bearer }, headerText),
      'idempotency-key': fc.oneof({ weight: 5, arbitrary: fc.uuid() }, headerText),
      'content-type': fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, headerText),
      accept: headerText,
      cookie: headerText,
      'x-forwarded-for': headerText,
    },
    { requiredKeys: ['authorization', 'content-type'] },
  );
}

function bodyOf({ bodyFields }: Operation): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const fields = fc.record(Object.fromEntries(bodyFields.map(name => [name, value])), { requiredKeys: [] });
  const encoded = fc.oneof(
    { weight: 6, arbitrary: fields.map(body => JSON.stringify(body)) },
    { weight: 2, arbitrary: fc.json() },
    text,
  );
  const bytes = fc.uint8Array({ maxLength: 200 }).map(raw => Uint8Array.from(raw));
  return fc.oneof({ weight: 9, arbitrary: encoded.map(body => new TextEncoder().encode(body)) }, bytes);
}
