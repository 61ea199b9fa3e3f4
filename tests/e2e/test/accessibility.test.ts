import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { Gallery, type Look } from '../src/gallery.ts';
import { pageViews } from '../src/page-views.ts';

const looks: readonly Look[] = [
  { screen: 'desktop', scheme: 'light', language: 'en' },
  { screen: 'phone', scheme: 'dark', language: 'ru' },
];
const axeScript = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('every page in every state has no accessibility violation and fits the screen', async context => {
  await using gallery = await Gallery.open();
  const problems: string[] = [];
  let checked = 0;
  for (const look of looks) {
    await gallery.show(look, pageViews, async (page, { name }) => {
      const where = `${name} (${look.screen}, ${look.scheme}, ${look.language})`;
      const found = [await violations(page), await layoutProblems(page), await reflow(page)];
      for (const problem of found.flat()) problems.push(`${where}: ${problem}`);
      checked += 1;
    });
  }
  context.diagnostic(`${checked} pages were checked`);
  assert.equal(checked, looks.length * pageViews.length);
  assert.deepEqual(problems, []);
});

/** Injected through the debugger, since the pages' own policy allows no foreign script. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeScript);
  const results: AxeResults = await page.evaluate('axe.run()');
  return results.violations.map(
    ({ id, nodes }) => `${id} at ${nodes.map(node => node.target.join(' ')).join(', ')}`,
  );
}

/** WCAG 2.2, criterion 1.4.10: nothing has to be scrolled sideways when the page is 320 pixels wide. */
async function reflow(page: Page): Promise<readonly string[]> {
  await page.setViewportSize({ width: 320, height: 844 });
  const found = [await layoutProblems(page), await brokenHeader(page)];
  return found.flat().map(problem => `320 pixels wide, ${problem}`);
}

async function layoutProblems(page: Page): Promise<readonly string[]> {
  return [...(await overflow(page)), ...(await brokenFigures(page))];
}

/** An amount of which some digits stand on the next line, or are cut off, is read as another amount. */
function brokenFigures(page: Page): Promise<readonly string[]> {
  return page.evaluate(`[...document.querySelectorAll('.figure')]
    .filter(figure => figure.getClientRects().length > 1 || figure.offsetWidth > figure.parentElement.clientWidth)
    .map(figure => 'the amount does not fit its line: ' + figure.textContent)`);
}

async function brokenHeader(page: Page): Promise<readonly string[]> {
  const lines: number = await page.evaluate(`(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector('.header-links .button') ?? document.createElement('a'));
    return range.getClientRects().length;
  })()`);
  return lines > 1 ? ['the words of the button in the header break'] : [];
}

async function overflow(page: Page): Promise<readonly string[]> {
  const wider: boolean = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  return wider ? ['the page is wider than the screen'] : [];
}
