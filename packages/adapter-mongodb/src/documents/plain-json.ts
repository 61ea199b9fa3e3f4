/**
 * A copy of a value as JSON would give it back: dates are texts, what is undefined is not there.
 * @throws TypeError when a field has a name that BSON cannot hold or gives a meaning of its own
 */
export function plainJson(value: unknown): unknown {
  const text = JSON.stringify(value, (name, child: unknown) => {
    if (name === '_bsontype' || name.startsWith('$') || name.includes('\0'))
      throw new TypeError(`A document must not have a field named ${JSON.stringify(name)}.`);
    return child;
  });
  return JSON.parse(text);
}
