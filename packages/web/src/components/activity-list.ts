import { calendarDay, formatDay, formatTime, formatWhen } from '../dates.ts';
import { type Content, type Html, html } from '../html.ts';
import { icon } from '../icons.ts';
import { formatMoney, type Money } from '../money.ts';
import type { PageContext } from '../page-context.ts';
import { avatar } from './avatar.ts';
import { moneyChange } from './money-text.ts';
import { time } from './time.ts';

/** One movement, as the owner of the account sees it. */
export interface Activity {
  readonly type: 'transfer' | 'deposit' | 'withdrawal';
  /** The other person of a transfer. */
  readonly name: string | undefined;
  /** Negative when money left. */
  readonly change: Money;
  /** Minor units after it. */
  readonly balanceAfter: number;
  readonly description: string;
  /** ISO 8601. */
  readonly at: string;
  /** Path of its receipt. */
  readonly path: string;
}

/** Movements by day, newest first. */
export function activityList(context: PageContext, activities: readonly Activity[]): Html {
  const days = Map.groupBy(activities, activity => calendarDay(activity.at));
  return html`<div class="activity">
${[...days].map(
  ([day, items]) => html`<section class="activity-day">
<h3 class="activity-date">${formatDay(context.locale, `${day}T12:00:00Z`, context.now)}</h3>
<ul>${items.map(item => activityItem(context, item))}</ul>
</section>`,
)}
</div>`;
}

function activityItem(context: PageContext, activity: Activity): Html {
  const { texts, locale } = context;
  const { change, description, at } = activity;
  const balance = formatMoney(locale, { ...change, amount: activity.balanceAfter });
  return html`<li><a class="activity-item" href="${activity.path}">
${activityPicture(activity)}
<span class="activity-text"><bdi class="activity-title">${activityTitle(context, activity)}</bdi>
<span class="activity-note">${time(context, at, nearOrClock(context, at))}${description !== '' && html` · <bdi>${description}</bdi>`}</span></span>
<span class="activity-amount">${moneyChange(context, change)}
<span class="running-balance">${texts.entry.balanceAfter(balance)}</span></span>
</a></li>`;
}

/** Within the hour how long ago it was, later the time: the day stands above. */
function nearOrClock({ locale, now }: PageContext, at: string): string {
  const near = now - Date.parse(at) < 3_600_000;
  return near ? formatWhen(locale, at, now) : formatTime(locale, at);
}

/** What happened, in words. */
export function activityTitle({ texts }: PageContext, { type, name, change }: Activity): string {
  if (type === 'deposit') return texts.entry.deposit;
  if (type === 'withdrawal') return texts.entry.withdrawal;
  const other = name ?? texts.entry.unknownPerson;
  return change.amount < 0 ? texts.entry.sentTo(other) : texts.entry.receivedFrom(other);
}

/** A person's avatar, or a sign for the outside world; the small arrow repeats the direction. */
function activityPicture({ type, name, change }: Activity): Content {
  const arrow = html`<span class="activity-arrow">${icon(change.amount < 0 ? 'arrow-up' : 'arrow-down')}</span>`;
  const picture =
    type === 'transfer' && name !== undefined
      ? avatar(name)
      : html`<span class="avatar avatar-plain" aria-hidden="true">${icon('bank')}</span>`;
  return html`<span class="activity-picture">${picture}${arrow}</span>`;
}
