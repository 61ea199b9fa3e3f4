import type { Page } from 'playwright-core';

/** A page in a state worth looking at. */
export interface PageView {
  readonly name: string;
  /** Who looks: a stranger, somebody new, or somebody with a past. */
  readonly who: 'stranger' | 'newcomer' | 'regular';
  readonly path: string;
  /** Brings the page into the state, once it has loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const submit = async (page: Page): Promise<void> => {
  await page.locator('main button[type="submit"]').last().click();
  await page.waitForLoadState();
};

const send = '/transaction/send';

/** Every page that people see, with its empty, filled and failing states. */
export const pageViews: readonly PageView[] = [
  { name: 'landing', who: 'stranger', path: '/' },
  { name: 'sign-up', who: 'stranger', path: '/auth/signup_form' },
  { name: 'sign-up-wrong', who: 'stranger', path: '/auth/signup_form', prepare: submit },
  { name: 'log-in', who: 'stranger', path: '/auth/login_form' },
  { name: 'log-in-wrong', who: 'stranger', path: '/transaction/login', prepare: submit },
  { name: 'not-found', who: 'stranger', path: '/nowhere' },
  { name: 'design', who: 'stranger', path: '/design' },
  { name: 'home-empty', who: 'newcomer', path: '/transaction/session' },
  { name: 'send-to-empty', who: 'newcomer', path: send },
  { name: 'history-empty', who: 'newcomer', path: '/transaction/history' },
  { name: 'home', who: 'regular', path: '/transaction/session' },
  {
    name: 'home-running-balance',
    who: 'regular',
    path: '/transaction/session',
    prepare: page => page.locator('.switch input').check(),
  },
  {
    name: 'account-menu',
    who: 'regular',
    path: '/transaction/session',
    prepare: page => page.locator('.account-menu summary').click(),
  },
  { name: 'send-to', who: 'regular', path: send },
  { name: 'send-to-wrong', who: 'regular', path: `${send}?to=nobody-here` },
  { name: 'send-amount', who: 'regular', path: `${send}?to=mira.k` },
  { name: 'send-amount-wrong', who: 'regular', path: `${send}?to=mira.k&amount=1,234` },
  { name: 'send-confirm', who: 'regular', path: `${send}?to=mira.k&amount=12.50&currency=EUR` },
  { name: 'receipt', who: 'regular', path: `${send}?to=mira.k&amount=12.50&currency=EUR`, prepare: submit },
  { name: 'history', who: 'regular', path: '/transaction/history' },
  { name: 'history-filtered', who: 'regular', path: '/transaction/history?type=withdrawal&direction=in' },
  { name: 'top-up', who: 'regular', path: '/transaction/top_up?amount=200' },
  { name: 'withdraw-wrong', who: 'regular', path: '/transaction/withdraw', prepare: submit },
  { name: 'add-currency', who: 'regular', path: '/transaction/accounts/new' },
  { name: 'profile', who: 'regular', path: '/auth/protected_web' },
];
