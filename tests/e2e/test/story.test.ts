import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../src/browser.ts';
import { password } from '../src/client.ts';
import { freshName } from '../src/suite.ts';
import { startWallet, type Wallet } from '../src/wallet.ts';

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 } };
let directory = '';
let port = 0;
let wallet: Wallet;
let browser: Browser;

/** Always on the same port, because open pages outlive a restart of the wallet. */
async function start(): Promise<Wallet> {
  const started = await startWallet({ directory, port, environment: { RATE_LIMIT: 'off' } });
  port = Number(new URL(started.url).port);
  return started;
}

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wallet-story-'));
  [wallet, browser] = await Promise.all([start(), launchBrowser()]);
});
after(async () => {
  await browser.close();
  await wallet.stop();
  await rm(directory, { recursive: true, force: true });
});

const address = (path: string): string => `http://localhost:${port}${path}`;

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  context.setDefaultTimeout(10_000);
  return context.newPage();
}

/** From the landing page to the wallet's home. */
async function signUp(page: Page, username: string): Promise<void> {
  await page.goto(address('/'));
  await page.getByRole('link', { name: 'Open an account' }).first().click();
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Open my account' }).click();
  await page.waitForURL('**/transaction/session');
}

async function topUp(page: Page, amount: string): Promise<void> {
  await page.goto(address('/transaction/top_up'));
  await page.getByRole('textbox', { name: 'Amount' }).fill(amount);
  await page.locator('main').getByRole('button', { name: 'Top up' }).click();
  await page.waitForURL('**/transaction/receipt/**');
}

/** To the last step of sending. */
async function prepareToSend(page: Page, recipient: string, amount: string): Promise<void> {
  await page.goto(address('/transaction/send'));
  await page.getByLabel('Username of the recipient').fill(recipient);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('textbox', { name: 'Amount' }).fill(amount);
  await page.getByRole('button', { name: 'Continue' }).click();
}

const pressSend = (page: Page): Promise<void> => page.getByRole('button', { name: /^Send/ }).click();

/** Waits until the home page shows the balance, without a reload. */
const balanceShown = (page: Page, amount: string): Promise<void> =>
  page.locator('#live-balances').filter({ hasText: amount }).waitFor();

async function openHome(page: Page, amount: string): Promise<void> {
  await page.goto(address('/transaction/session'));
  await balanceShown(page, amount);
}

test('two people: one sends, both see it at once, and nothing is lost when the process is killed', async () => {
  const [ana, ben] = [await newPage(), await newPage(phone)];
  const [anaName, benName] = [freshName(), freshName()];
  await signUp(ana, anaName);
  await signUp(ben, benName);
  await balanceShown(ben, '€0.00');
  await topUp(ana, '100');

  await prepareToSend(ana, benName, '12.50');
  await ana.getByLabel('Note').fill('Lunch <b>& more</b>');
  await pressSend(ana);
  await ana.waitForURL('**/transaction/receipt/**');
  assert.match(await ana.locator('main').innerText(), /12\.50/);
  await balanceShown(ben, '€12.50');
  assert.match(await ben.locator('#live-activity').innerText(), /Lunch <b>& more<\/b>/);

  await wallet.kill();
  wallet = await start();
  await openHome(ana, '€87.50');
  await openHome(ben, '€12.50');

  await prepareToSend(ben, anaName, '2.50');
  await pressSend(ben);
  await ben.waitForURL('**/transaction/receipt/**');
  await balanceShown(ana, '€90.00');
});

test('going back and sending again is the same payment', async () => {
  const [ana, ben] = [await newPage(), await newPage()];
  const benName = freshName();
  await signUp(ben, benName);
  await signUp(ana, freshName());
  await topUp(ana, '50');
  await prepareToSend(ana, benName, '20');
  await pressSend(ana);
  await ana.waitForURL('**/transaction/receipt/**');
  const receipt = ana.url();
  await ana.goBack();
  await pressSend(ana);
  await ana.waitForURL('**/transaction/receipt/**');
  assert.equal(ana.url(), receipt);
  await openHome(ben, '€20.00');
});

test('the whole story works without JavaScript', async () => {
  const [ana, ben] = [
    await newPage({ javaScriptEnabled: false }),
    await newPage({ javaScriptEnabled: false, ...phone }),
  ];
  const benName = freshName();
  await signUp(ben, benName);
  await signUp(ana, freshName());
  await topUp(ana, '30');
  await prepareToSend(ana, benName, '7.05');
  await pressSend(ana);
  await ana.waitForURL('**/transaction/receipt/**');
  await openHome(ben, '€7.05');
  await ben.goto(address('/transaction/history'));
  assert.match(await ben.locator('main').innerText(), /7\.05/);
});

test('money can be sent with the keyboard alone', async () => {
  const page = await newPage();
  const benName = freshName();
  await signUp(page, benName);
  await page.context().clearCookies();
  await signUp(page, freshName());
  await topUp(page, '30');
  await page.goto(address('/transaction/send'));
  await tabTo(page, 'Username of the recipient');
  await page.keyboard.type(benName);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Amount' }).waitFor();
  await tabTo(page, 'Amount');
  await page.keyboard.type('4');
  await page.keyboard.press('Enter');
  await page.getByLabel('Note').waitFor();
  await tabTo(page, 'Note');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/transaction/receipt/**');
  await openHome(page, '€26.00');
});

/** Presses Tab until the field has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, label: string): Promise<void> {
  const field = page.getByRole('textbox', { name: label });
  for (let presses = 0; presses < 40; presses++) {
    if (await field.evaluate(element => element.ownerDocument.activeElement === element)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reaches ${label}`);
}

test('a refused payment says what happened, that nothing moved, and what there is', async () => {
  const [ana, ben] = [await newPage(), await newPage()];
  const benName = freshName();
  await signUp(ben, benName);
  await signUp(ana, freshName());
  await topUp(ana, '8');
  await prepareToSend(ana, benName, '12.50');
  const text = await ana.locator('main').innerText();
  assert.match(text, /You have €8\.00\. Type a smaller amount\./);
  assert.equal(await ana.getByRole('textbox', { name: 'Amount' }).inputValue(), '12.50');
  await openHome(ana, '€8.00');
});

test('a visitor chooses the language, and the pages are then in Russian', async () => {
  const page = await newPage({ locale: 'ru-RU' });
  await page.goto(address('/'));
  assert.equal(await page.locator('html').getAttribute('lang'), 'ru');
  await page.getByRole('link', { name: 'English' }).click();
  await page.waitForURL(address('/'));
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

test('nothing on any page is fetched from elsewhere, and no script or policy error occurs', async () => {
  const page = await newPage();
  const foreign: string[] = [];
  const errors: string[] = [];
  page.on('request', request => {
    if (new URL(request.url()).origin !== address('')) foreign.push(request.url());
  });
  page.on('console', message => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', error => errors.push(error.message));
  await signUp(page, freshName());
  await topUp(page, '5');
  for (const path of [
    '/transaction/session',
    '/transaction/send',
    '/transaction/history',
    '/auth/protected_web',
    '/design',
  ]) {
    await page.goto(address(path));
  }
  assert.deepEqual([foreign, errors], [[], []]);
});
