import {
  type AccountRole,
  type Command,
  type Envelope,
  encodeCommand,
  encodeRecord,
  type Id,
  type Leg,
  logicVersions,
  systemId,
  transferPurposes,
} from '@fintech/ledger';
import fc from 'fast-check';

/** What one record of a generated log is. An undefined command stands for bytes that are none. */
export interface GeneratedRecord {
  readonly bytes: Uint8Array;
  /** What the bytes mean; one undefined when the whole record is malformed. */
  readonly commands: readonly (Command | undefined)[];
}

export type GeneratedLog = readonly GeneratedRecord[];

/** Small enough that every limit is met often. */
export const generatedSettings = { keyWindowMs: 100, maxAccounts: 7 } as const;

interface KnownAccount {
  readonly accountId: Id;
  readonly ownerId: Id;
  readonly currency: string;
  readonly role: AccountRole;
}

function id(number: number): Id {
  return number.toString(16).padStart(32, '0');
}

/** Accounts whose commands agree about owner and currency, so that transfers between them often succeed. */
const accounts: readonly KnownAccount[] = [
  { accountId: id(0xf0), ownerId: systemId, currency: 'EUR', role: 'system' },
  { accountId: id(0xf1), ownerId: systemId, currency: 'JPY', role: 'system' },
  { accountId: id(0xa0), ownerId: id(0xa), currency: 'EUR', role: 'customer' },
  { accountId: id(0xa1), ownerId: id(0xa), currency: 'EUR', role: 'customer' },
  { accountId: id(0xb0), ownerId: id(0xb), currency: 'EUR', role: 'customer' },
  { accountId: id(0xb1), ownerId: id(0xb), currency: 'JPY', role: 'customer' },
  { accountId: id(0xc0), ownerId: id(0xc), currency: 'EUR', role: 'customer' },
  { accountId: id(0xc1), ownerId: id(0xc), currency: 'JPY', role: 'customer' },
];
/** The first few are opened at the start of every log. */
const openedAtFirst = 6;

/** A command without its times, which follow from its place in the log. */
type Body = Command extends infer Each ? (Each extends Command ? Omit<Each, keyof Envelope> : never) : never;

interface Draft {
  readonly body: Body;
  readonly id: Id;
  /** Milliseconds since the command before; negative when the clock of whoever appended it was behind. */
  readonly elapsed: number;
  /** Until `notAfter`. */
  readonly patience: number;
  readonly key: { readonly key: Id; readonly requestHash: Id; readonly age: number } | undefined;
}

const account = fc.constantFrom(...accounts);
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 50 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1, 2 ** 52) },
);

/** Mostly `value`, now and then another. */
function mostly<T>(value: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: value }, { weight: 1, arbitrary: other });
}

const actorOf = ({ ownerId }: KnownAccount): fc.Arbitrary<Id> =>
  mostly(fc.constant(ownerId), fc.constantFrom(id(0xa), id(0xb), systemId));

const openAccount: fc.Arbitrary<Body> = fc
  .record({ known: account, currency: fc.constantFrom('EUR', 'JPY', 'QQQ', 'XXX') })
  .chain(({ known, currency }) =>
    mostly(fc.constant(known.currency), fc.constant(currency)).map(
      (chosen): Body => ({ kind: 'open_account', ...known, currency: chosen }),
    ),
  );

const changeAccount: fc.Arbitrary<Body> = fc
  .tuple(fc.constantFrom('freeze', 'unfreeze', 'unfreeze', 'close_account'), account)
  .chain(([kind, known]) =>
    actorOf(known).map((actorId): Body => ({ kind, actorId, accountId: known.accountId })),
  );

/** Legs from the accounts of one owner; the other side and the currency mostly fit. */
function legFrom(ownerId: Id): fc.Arbitrary<Leg> {
  const own = accounts.filter(known => known.ownerId === ownerId);
  return mostly(fc.constantFrom(...own), account).chain(from => {
    const partners = accounts.filter(known => known.currency === from.currency && known !== from);
    return fc.record(
      {
        from: fc.constant(from.accountId),
        to: mostly(fc.constantFrom(...partners), account).map(({ accountId }) => accountId),
        amount,
        currency: mostly(fc.constant(from.currency), fc.constantFrom('EUR', 'JPY', 'QQQ')),
      },
      { noNullPrototype: true },
    );
  });
}

const transfer: fc.Arbitrary<Body> = fc
  .tuple(fc.constantFrom(systemId, id(0xa), id(0xb), id(0xc)), fc.constantFrom(...transferPurposes))
  .chain(([actorId, purpose]) =>
    mostly(
      fc.array(legFrom(actorId), { minLength: 1, maxLength: 2 }),
      fc.array(legFrom(actorId), { minLength: 3, maxLength: 64 }),
    ).map((legs): Body => ({ kind: 'transfer', purpose, actorId, legs })),
  );

const control: fc.Arbitrary<Body> = fc.oneof(
  fc.constant<Body>({ kind: 'tick' }),
  fc.constant<Body>({ kind: 'genesis', ledgerId: id(2) }),
  fc.constantFrom(0, 1, 2, 3).map((version): Body => ({ kind: 'set_logic', version })),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom([1, 1], [1, 2], [2, 2]))
    .map(([number, [lowest = 1, newest = 1]]): Body => {
      return { kind: 'hello', replicaId: id(number), supports: [lowest, newest], build: `0.${number}` };
    }),
);

const body: fc.Arbitrary<Body> = fc.oneof(
  { weight: 2, arbitrary: openAccount },
  { weight: 2, arbitrary: changeAccount },
  { weight: 12, arbitrary: transfer },
  { weight: 2, arbitrary: control },
);

const draft: fc.Arbitrary<Draft> = fc.record({
  body,
  id: fc.integer({ min: 0, max: 2 ** 31 }).map(id),
  elapsed: fc.oneof(
    { weight: 80, arbitrary: fc.integer({ min: -3, max: 5 }) },
    { weight: 10, arbitrary: fc.integer({ min: 40, max: 110 }) },
    // Further than one command may move ledger time from logic version 2 on.
    { weight: 1, arbitrary: fc.integer({ min: 250_000, max: 900_000 }) },
  ),
  patience: fc.oneof(
    { weight: 6, arbitrary: fc.constant(1000) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) },
  ),
  key: fc.option(
    fc.record({
      key: fc.integer({ min: 0, max: 12 }).map(id),
      requestHash: fc.constantFrom('1', '1', '1', '2').map(digit => digit.repeat(32)),
      age: mostly(fc.integer({ min: 0, max: 30 }), fc.integer({ min: -150, max: 150 })),
    }),
    { nil: undefined },
  ),
});

/** How bytes are spoilt so that they are certainly malformed. */
const damage = fc.oneof(
  fc
    .double({ min: 0, max: 0.999, noNaN: true })
    .map(share => (bytes: Uint8Array) => bytes.slice(0, Math.floor(share * bytes.length))),
  fc
    .uint8Array({ minLength: 1, maxLength: 20 })
    .map(tail => (bytes: Uint8Array) => Uint8Array.of(...bytes, ...tail)),
);

const rareDamage = fc.oneof(
  { weight: 40, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: damage },
);

const slot = fc.record({ draft, damage: rareDamage });

const group = fc.record({
  slots: fc.array(slot, { minLength: 1, maxLength: 6, size: 'max' }),
  damage: rareDamage,
});

const startTime = 1_000;

/**
 * Logs that start with a genesis and a few accounts and go on for at most `maxRecords` records of 1 … 6 commands, under the
 * first version of the logic, under the newest, or under one after the other.
 * Together they meet every outcome: every refusal, replays, conflicts, expiry, overflow, malformed bytes.
 */
export function logs(maxRecords = 20): fc.Arbitrary<GeneratedLog> {
  const groups = fc.array(group, { maxLength: maxRecords, size: 'max' });
  return fc.tuple(groups, fc.boolean()).map(([groups, isModern]) => {
    let clock = startTime;
    const records = groups.map(({ slots, damage }) => {
      const written = slots.map(slot => {
        clock += slot.draft.elapsed;
        const command = toCommand(isModern ? slot.draft : withoutLogic3(slot.draft), clock);
        const bytes = encodeCommand(command);
        return slot.damage ? { bytes: slot.damage(bytes), command: undefined } : { bytes, command };
      });
      const bytes = encodeRecord(written.map(({ bytes }) => bytes));
      if (damage) return { bytes: damage(bytes), commands: [undefined] };
      return { bytes, commands: written.map(({ command }) => command) };
    });
    return [opening(isModern), ...records];
  });
}

function toCommand({ body, id, patience, key }: Draft, time: number): Command {
  const envelope: Envelope = { id, time, notAfter: time + patience };
  if (key === undefined) return { ...body, ...envelope };
  const idempotency = { key: key.key, requestHash: key.requestHash, issuedAt: time - key.age };
  return { ...body, ...envelope, idempotency };
}

/** Version 1 would halt at it; later ones refuse it, because no replica of a generated log has it. */
function withoutLogic3(draft: Draft): Draft {
  if (draft.body.kind !== 'set_logic' || draft.body.version < 3) return draft;
  return { ...draft, body: { kind: 'set_logic', version: 2 } };
}

/** A modern ledger is switched to the newest logic in its first record. */
function opening(isModern: boolean): GeneratedRecord {
  const envelope = { id: id(0), time: startTime, notAfter: startTime };
  const commands: Command[] = [{ kind: 'genesis', ...envelope, ledgerId: id(1) }];
  if (isModern) commands.push({ kind: 'set_logic', ...envelope, version: logicVersions.newest });
  for (const known of accounts.slice(0, openedAtFirst))
    commands.push({ kind: 'open_account', ...envelope, ...known });
  return { bytes: encodeRecord(commands.map(encodeCommand)), commands };
}

/** Any command, for tests of the codec. */
export function anyCommand(): fc.Arbitrary<Command> {
  const time = fc.maxSafeNat();
  const anyId = fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map(bytes => Buffer.from(bytes).toString('hex'));
  const audit = fc.record({ nextOffset: time, half: anyId });
  const anyBody = fc.oneof(
    body,
    audit.map(({ nextOffset, half }): Body => ({ kind: 'audit', nextOffset, chain: half + half })),
  );
  const idempotency = fc.record({ key: anyId, requestHash: anyId, issuedAt: time });
  return fc
    .record({ id: anyId, time, notAfter: time, idempotency }, { requiredKeys: ['id', 'time', 'notAfter'] })
    .chain(envelope => anyBody.map((chosen): Command => ({ ...chosen, ...envelope })));
}
