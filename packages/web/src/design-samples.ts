import type { SessionView } from '@fintech/contracts';
import type { Activity } from './components/activity-list.ts';
import type { Money } from './money.ts';

const euro = { currency: 'EUR', exponent: 2 } as const;

/** Amounts that a layout must survive. */
export const sampleMoney = {
  usual: { amount: 248_050, ...euro },
  none: { amount: 0, ...euro },
  huge: { amount: Number.MAX_SAFE_INTEGER, currency: 'USD', exponent: 2 },
  long: { amount: 90_071_992_547, currency: 'JPY', exponent: 0 },
  yen: { amount: 1_250_000, currency: 'JPY', exponent: 0 },
  dinar: { amount: 98_765, currency: 'KWD', exponent: 3 },
} as const satisfies Record<string, Money>;

/** Short, dotted, as long as they get, written from right to left, and hostile. */
export const sampleNames: readonly string[] = [
  'mira.k',
  'jonas',
  'maximilian_von-altenburg.',
  'ليلى.حسن',
  '"><script>alert(1)</script>',
  'olga-petrova',
];

const hour = 3_600_000;

/** A few days of movements, newest first. */
export function sampleActivities(now: number): readonly Activity[] {
  const line = (
    hoursAgo: number,
    type: Activity['type'],
    name: string | undefined,
    amount: number,
    balanceAfter: number,
    description: string,
  ): Activity => ({
    type,
    name,
    change: { amount, ...euro },
    balanceAfter,
    description,
    at: new Date(now - hoursAgo * hour).toISOString(),
    path: '#',
  });
  return [
    line(0.1, 'transfer', sampleNames[0], -1_250, 248_050, 'Dinner on Friday'),
    line(3, 'transfer', sampleNames[2], 4_200, 249_300, 'Thank you! '.repeat(12)),
    line(26, 'transfer', sampleNames[3], -48_000, 245_100, 'شكرا جزيلا'),
    line(50, 'withdrawal', undefined, -20_000, 293_100, ''),
    line(74, 'transfer', sampleNames[4], -10_000, 313_100, '<b>bold</b>'),
    line(300, 'deposit', undefined, 323_100, 323_100, ''),
  ];
}

/** The device in hand, a phone, and one that nobody knows. */
export function sampleSessions(now: number): readonly SessionView[] {
  const at = (hoursAgo: number): string => new Date(now - hoursAgo * hour).toISOString();
  const session = (id: string, userAgent: string, hoursAgo: number): SessionView => ({
    id,
    current: id === '1',
    user_agent: userAgent,
    address: '192.0.2.17',
    created_at: at(hoursAgo + 5),
    last_seen_at: at(hoursAgo),
    expires_at: at(-100),
  });
  return [
    session('1', 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0', 0),
    session('2', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 30),
    session('3', '', 100),
  ];
}
