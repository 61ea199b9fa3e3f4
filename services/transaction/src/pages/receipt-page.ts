import type { Party, TransactionView } from '@fintech/contracts';
import {
  avatar,
  type Content,
  type Definition,
  formatExactly,
  formatMoney,
  html,
  linkButton,
  moneyFigure,
  type PageContext,
  receipt,
  renderPage,
  time,
} from '@fintech/web';
import { toMoney } from './money.ts';

/** @param username of the visitor, who is one of the two parties */
export function receiptPage(context: PageContext, transaction: TransactionView, username: string): string {
  const { texts } = context;
  const money = toMoney(transaction.amount, transaction.currency);
  const body = receipt({
    headline: headline(context, transaction, username),
    figure: moneyFigure(context, money),
    facts: facts(context, transaction),
    actions: [
      linkButton(texts.receipt.home, '/transaction/session'),
      sendAgain(context, transaction, username),
    ],
  });
  return renderPage(context, { title: texts.receipt.title, body, width: 'narrow' });
}

function headline({ texts, locale }: PageContext, transaction: TransactionView, username: string): string {
  const { type, from, to } = transaction;
  const amount = formatMoney(locale, toMoney(transaction.amount, transaction.currency));
  if (type === 'deposit') return texts.receipt.deposited(amount);
  if (type === 'withdrawal') return texts.receipt.withdrawn(amount);
  const someone = texts.entry.unknownPerson;
  return from.username === username
    ? texts.receipt.sent(amount, to.username ?? someone)
    : texts.receipt.received(amount, from.username ?? someone);
}

function facts(context: PageContext, transaction: TransactionView): readonly Definition[] {
  const { texts, locale } = context;
  const { from, to, currency, created_at: at, description, balance } = transaction;
  return [
    { term: texts.receipt.from, value: party(context, from) },
    { term: texts.receipt.to, value: party(context, to) },
    { term: texts.receipt.note, value: description !== '' && html`<bdi>${description}</bdi>` },
    { term: texts.receipt.when, value: time(context, at, formatExactly(locale, at)) },
    { term: texts.receipt.reference, value: html`<span class="fact-code">${transaction.id}</span>` },
    { term: texts.receipt.position, value: html`<span class="fact-code">${transaction.position}</span>` },
    {
      term: texts.receipt.balanceAfter,
      value: formatMoney(locale, toMoney(balance.available, currency)),
      strong: true,
    },
  ];
}

function party({ texts }: PageContext, { username }: Party): Content {
  if (username === undefined) return texts.entry.outside;
  return html`<span class="fact-person">${avatar(username)}<bdi>${username}</bdi></span>`;
}

/** The same person again; a deposit has none. */
function sendAgain(
  { texts }: PageContext,
  { type, from, to, currency }: TransactionView,
  username: string,
): Content {
  const other = from.username === username ? to.username : from.username;
  if (type !== 'transfer' || other === undefined) return false;
  const path = `/transaction/send?to=${encodeURIComponent(other)}&currency=${currency}`;
  const text = from.username === username ? texts.receipt.again : texts.nav.send;
  return linkButton(text, path, { kind: 'secondary' });
}
