import { formatDay } from '../dates.ts';
import { type Content, type Html, html } from '../html.ts';
import { formatMoney, type Money } from '../money.ts';
import type { PageContext } from '../page-context.ts';
import { dataTable } from './data-table.ts';
import { time } from './time.ts';

/** A balance from a moment on. */
export interface BalancePoint {
  /** ISO 8601. */
  readonly at: string;
  readonly balance: Money;
}

const size = { width: 640, height: 180, left: 4, right: 4, top: 12, bottom: 26 } as const;

/** Steps, not slopes: a balance stays what it is until something happens. Points are oldest first; two or more. */
export function balanceChart(context: PageContext, points: readonly BalancePoint[]): Content {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first === last) return false;
  const { texts, locale, now } = context;
  const description = texts.history.chartText(
    formatMoney(locale, first.balance),
    formatMoney(locale, last.balance),
  );
  return html`<figure class="chart">
<figcaption class="section-title">${texts.history.chart}</figcaption>
${drawing(context, points, description)}
<p class="chart-axis"><span>${formatDay(locale, first.at, now)}</span><span>${formatDay(locale, last.at, now)}</span></p>
<details class="disclosure"><summary>${texts.history.chartTable}</summary>${figures(context, points)}</details>
</figure>`;
}

function drawing(context: PageContext, points: readonly BalancePoint[], description: string): Html {
  const { texts, locale } = context;
  const { width, height, left } = size;
  const { x, y, high, low } = scales(points);
  const line = stepLine(points.map(point => [x(point), y(point.balance.amount)]));
  const floor = height - size.bottom;
  const grid = [high, low].map(
    money => html`<line class="chart-grid" x1="${left}" x2="${width - size.right}" y1="${y(money.amount)}" y2="${y(money.amount)}"/>
<text class="chart-label" x="${left}" y="${y(money.amount) + (money === high ? 14 : -6)}">${formatMoney(locale, money)}</text>`,
  );
  return html`<svg class="chart-drawing" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="chart-title chart-text">
<title id="chart-title">${texts.history.chart}</title><desc id="chart-text">${description}</desc>
<path class="chart-area" d="${line}V${floor}H${left}Z"/>${grid}<path class="chart-line" d="${line}"/>
</svg>`;
}

/** Drawing needs no exactness: these are pixels, the figures stand in the table. */
function scales(points: readonly BalancePoint[]) {
  const times = points.map(point => Date.parse(point.at));
  const balances = points.map(point => point.balance).toSorted((a, b) => a.amount - b.amount);
  const [low, high] = [balances[0] ?? emptyMoney, balances.at(-1) ?? emptyMoney];
  const start = Math.min(...times);
  const duration = Math.max(1, Math.max(...times) - start);
  const range = Math.max(1, high.amount - low.amount);
  const [across, down] = [size.width - size.left - size.right, size.height - size.top - size.bottom];
  return {
    low,
    high,
    x: (point: BalancePoint) => round(size.left + ((Date.parse(point.at) - start) / duration) * across),
    y: (amount: number) => round(size.top + ((high.amount - amount) / range) * down),
  };
}

const emptyMoney: Money = { amount: 0, currency: 'XXX', exponent: 0 };
const round = (value: number): number => Math.round(value * 10) / 10;

function stepLine(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => (index === 0 ? `M${x} ${y}` : `H${x}V${y}`)).join('');
}

function figures(context: PageContext, points: readonly BalancePoint[]): Html {
  const { texts, locale } = context;
  return dataTable(
    texts.history.chart,
    [
      { title: texts.history.date, cell: (point: BalancePoint) => time(context, point.at) },
      { title: texts.history.balance, numeric: true, cell: point => formatMoney(locale, point.balance) },
    ],
    points.toReversed(),
  );
}
