import { calendarDay, formatDay, formatTime } from '../dates.ts';
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

/** Steps, not slopes: a balance stays what it is until something happens. Points are oldest first; two or more. */
export function balanceChart(context: PageContext, points: readonly BalancePoint[]): Content {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first === last) return false;
  const { texts, locale } = context;
  const sorted = points.toSorted((a, b) => a.balance.amount - b.balance.amount);
  const [low, high] = [sorted[0] ?? first, sorted.at(-1) ?? last];
  const [from, to] = [first, last].map(point => formatMoney(locale, point.balance));
  return html`<figure class="chart">
<figcaption class="section-title">${texts.history.chart}</figcaption>
<p class="chart-axis">${formatMoney(locale, high.balance)}</p>
${drawing(context, points, texts.history.chartText(from ?? '', to ?? ''))}
<p class="chart-axis">${formatMoney(locale, low.balance)}</p>
<p class="chart-axis"><span>${axisTime(context, first.at, last.at)}</span><span>${axisTime(context, last.at, first.at)}</span></p>
<details class="disclosure"><summary>${texts.history.chartTable}</summary>${figures(context, points)}</details>
</figure>`;
}

/** The day, or the time when both ends are on the same day. */
function axisTime({ locale, now }: PageContext, at: string, other: string): string {
  return calendarDay(at) === calendarDay(other) ? formatTime(locale, at) : formatDay(locale, at, now);
}

/** Stretched to the width of the page by the style sheet; the labels stand outside, so they keep their shape. */
function drawing({ texts }: PageContext, points: readonly BalancePoint[], description: string): Html {
  const line = stepLine(points);
  return html`<svg class="chart-drawing" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-labelledby="chart-title chart-text">
<title id="chart-title">${texts.history.chart}</title><desc id="chart-text">${description}</desc>
<path class="chart-area" d="${line}V100H0Z"/><path class="chart-line" d="${line}"/>
</svg>`;
}

/** Points in hundredths of width and height. Drawing needs no exactness: the figures stand in the table. */
function stepLine(points: readonly BalancePoint[]): string {
  const x = scale(points.map(point => Date.parse(point.at)));
  const y = scale(points.map(point => -point.balance.amount));
  return points.map((_, index) => (index === 0 ? `M${x(0)} ${y(0)}` : `H${x(index)}V${y(index)}`)).join('');
}

function scale(values: readonly number[]): (index: number) => number {
  const low = Math.min(...values);
  const range = Math.max(1, Math.max(...values) - low);
  return index => Math.round((((values[index] ?? low) - low) / range) * 1000) / 10;
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
