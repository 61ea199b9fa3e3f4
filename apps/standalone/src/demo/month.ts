/** One payment of the month. Amounts in minor units. */
export interface Payment {
  readonly day: number;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly description: string;
}

export const people = [
  'anna.k',
  'boris',
  'clara',
  'dmitri',
  'elena',
  'farid',
  'greta',
  'hugo.m',
  'irina',
  'jonas',
  'katya',
  'landlord',
  'corner-cafe',
  'green-grocer',
  'acme.works',
] as const;

const [employer, landlord, cafe, grocer] = ['acme.works', 'landlord', 'corner-cafe', 'green-grocer'];
const shops: ReadonlySet<string> = new Set([employer, landlord, cafe, grocer]);
/** Those who live on a salary. */
export const residents = people.filter(name => !shops.has(name));

const treats = ['Flat white', 'Lunch', 'Croissant and coffee', 'Кофе и булочка', 'Tea for two'];
const shared = [
  'Cinema tickets',
  'Half of the taxi',
  'Подарок Грете',
  'Concert on Friday',
  'Dinner, thanks!',
  'За билеты',
];

/** A month in a small town: salaries, rent, groceries, coffee, and people who share bills. The same for the same seed. */
export function monthOfLife(seed: number): readonly Payment[] {
  const random = generator(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] ?? raise();
  const between = (low: number, high: number) => Math.floor(low + random() * (high - low + 1));
  const payments: Payment[] = [];
  for (let day = 1; day <= 30; day++) {
    for (const name of residents) {
      const pay = (to: string, amount: number, description: string) =>
        payments.push({ day, from: name, to, amount, description });
      if (day === 1)
        payments.push({
          day,
          from: employer,
          to: name,
          amount: between(210_000, 340_000),
          description: 'Salary',
        });
      if (day === 2) pay(landlord, between(70_000, 95_000), 'Rent');
      if (day % 7 === 6) pay(grocer, between(2_500, 9_000), 'Groceries');
      if (random() < 0.45) pay(cafe, between(280, 1_450), pick(treats));
      if (random() < 0.18)
        pay(pick(residents.filter(other => other !== name)), between(500, 6_000), pick(shared));
    }
  }
  return payments;
}

function raise(): never {
  throw new RangeError('nothing to pick from');
}

/** mulberry32 by Tommy Ettinger: small, and good enough for coffee prices. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
