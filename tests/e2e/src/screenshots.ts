import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { Person, password } from './client.ts';
import { type PageView, pageViews } from './page-views.ts';
import { startWallet } from './wallet.ts';

/**
 * Takes a picture of every page in every state, on a desktop and a phone, light and dark, in both languages, into
 * ./screenshots. Arguments pick views by name: `npm run screenshots -- home receipt`.
 */
const folder = new URL('../../../screenshots/', import.meta.url).pathname;
const screens = { desktop: 1280, phone: 390 } as const;
const schemes = ['light', 'dark'] as const;
const languages = ['en', 'ru'] as const;

interface Look {
  readonly screen: keyof typeof screens;
  readonly scheme: (typeof schemes)[number];
  readonly language: (typeof languages)[number];
}

async function main(names: readonly string[]): Promise<void> {
  const views = names.length === 0 ? pageViews : pageViews.filter(view => names.includes(view.name));
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'screenshots-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const wallet = stack.use(await startWallet({ directory, environment: { RATE_LIMIT: 'off' } }));
  // Browsers keep Secure cookies of http://localhost, but not of every address that means it.
  const url = wallet.url.replace('127.0.0.1', 'localhost');
  await livePast(url);
  const browser = stack.adopt(await launchBrowser(), open => open.close());
  await mkdir(folder, { recursive: true });
  for (const look of looks()) {
    for (const who of new Set(views.map(view => view.who))) {
      await picture(
        browser,
        url,
        look,
        who,
        views.filter(view => view.who === who),
      );
    }
  }
  process.stdout.write(`${views.length * [...looks()].length} pictures are in ${folder}\n`);
}

function* looks(): Generator<Look> {
  for (const screen of ['desktop', 'phone'] as const) {
    for (const scheme of schemes) for (const language of languages) yield { screen, scheme, language };
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

async function picture(
  browser: Browser,
  url: string,
  look: Look,
  who: PageView['who'],
  views: readonly PageView[],
): Promise<void> {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme: look.scheme,
    viewport: { width: screens[look.screen], height: 844 },
  });
  await context.addCookies([{ name: 'lang', value: look.language, url }]);
  if (who !== 'stranger') await logIn(context, who === 'regular' ? 'ana.lopez' : 'newcomer');
  for (const view of views) {
    const page = await context.newPage();
    await page.goto(view.path);
    await view.prepare?.(page);
    const path = `${folder}${view.name}-${look.screen}-${look.scheme}-${look.language}.png`;
    await page.screenshot({ path, fullPage: true });
    await page.close();
  }
  await context.close();
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

await main(process.argv.slice(2));
