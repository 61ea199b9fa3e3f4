import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { Person, password } from './client.ts';
import type { PageView } from './page-views.ts';
import { startWallet } from './wallet.ts';

const screens = { desktop: 1280, phone: 390 } as const;

/** How somebody looks at the pages. */
export interface Look {
  readonly screen: keyof typeof screens;
  readonly scheme: 'light' | 'dark';
  readonly language: 'en' | 'ru';
}

export function* allLooks(): Generator<Look> {
  for (const screen of ['desktop', 'phone'] as const) {
    for (const scheme of ['light', 'dark'] as const) {
      for (const language of ['en', 'ru'] as const) yield { screen, scheme, language };
    }
  }
}

/** A wallet with people who have something to show, and a browser to look at it. */
export class Gallery implements AsyncDisposable {
  readonly #url: string;
  readonly #browser: Browser;
  readonly #stack: AsyncDisposableStack;

  private constructor(url: string, browser: Browser, stack: AsyncDisposableStack) {
    this.#url = url;
    this.#browser = browser;
    this.#stack = stack;
  }

  static async open(): Promise<Gallery> {
    await using stack = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'wallet-gallery-'));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const wallet = stack.use(await startWallet({ directory, environment: { RATE_LIMIT: 'off' } }));
    // Browsers keep Secure cookies of http://localhost, but not of every address that means it.
    const url = wallet.url.replace('127.0.0.1', 'localhost');
    await livePast(url);
    const browser = stack.adopt(await launchBrowser(), open => open.close());
    return new Gallery(url, browser, stack.move());
  }

  /** Shows each of the views in its state. */
  async show(
    look: Look,
    views: readonly PageView[],
    visit: (page: Page, view: PageView) => Promise<void>,
  ): Promise<void> {
    for (const who of new Set(views.map(view => view.who))) {
      const context = await this.#contextFor(look, who);
      for (const view of views.filter(candidate => candidate.who === who)) {
        const page = await context.newPage();
        await page.goto(view.path);
        await view.prepare?.(page);
        await visit(page, view);
        await page.close();
      }
      await context.close();
    }
  }

  async #contextFor({ screen, scheme, language }: Look, who: PageView['who']): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      baseURL: this.#url,
      colorScheme: scheme,
      viewport: { width: screens[screen], height: 844 },
    });
    await context.addCookies([{ name: 'lang', value: language, url: this.#url }]);
    if (who !== 'stranger') await logIn(context, who === 'regular' ? 'ana.lopez' : 'newcomer');
    return context;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** People with something to show: long names, large amounts, a second currency. */
async function livePast(url: string): Promise<void> {
  const names = ['mira.k', 'jonas', 'maximilian_von-altenburg'];
  const [regular, mira, jonas, max] = await Promise.all(
    ['ana.lopez', ...names].map(name => Person.signUp(url, name)),
  );
  await Person.signUp(url, 'newcomer');
  if (regular === undefined || mira === undefined || jonas === undefined || max === undefined) return;
  await regular.topUp(323_100);
  await jonas.topUp(42_000);
  await max.topUp(5_000_000_000_000);
  await regular.send('@mira.k', 48_000);
  await jonas.send('@ana.lopez', 4_200);
  await regular.post('/withdrawals', { amount: 20_000, currency: 'EUR' });
  await max.send('@ana.lopez', 1_234_567_890);
  await regular.send('@maximilian_von-altenburg', 1_234_500_000);
  const transfer = { to: '@jonas', amount: 1_850, currency: 'EUR', description: 'Dinner on Friday' };
  await regular.post('/transactions', transfer);
  await regular.post('/accounts', { currency: 'JPY' });
  await regular.topUp(125_000, 'JPY');
}

async function logIn(context: BrowserContext, username: string): Promise<void> {
  const page = await context.newPage();
  await page.goto('/auth/login_form');
  await page.fill('#username', username);
  await page.fill('#password', password);
  await page.click('main button[type="submit"]');
  await page.waitForURL('**/transaction/session');
  await page.close();
}
