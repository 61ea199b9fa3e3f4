import { mkdir } from 'node:fs/promises';
import { allLooks, Gallery } from './gallery.ts';
import { pageViews } from './page-views.ts';

/**
 * Takes a picture of every page in every state, on a desktop and a phone, light and dark, in both languages, into
 * ./screenshots. Arguments pick views by name: `npm run screenshots -- home receipt`.
 */
const folder = new URL('../../../screenshots/', import.meta.url).pathname;

async function main(names: readonly string[]): Promise<void> {
  const views = names.length === 0 ? pageViews : pageViews.filter(view => names.includes(view.name));
  await using gallery = await Gallery.open();
  await mkdir(folder, { recursive: true });
  let pictures = 0;
  for (const look of allLooks()) {
    const suffix = `${look.screen}-${look.scheme}-${look.language}`;
    await gallery.show(look, views, async (page, { name }) => {
      await page.screenshot({ path: `${folder}${name}-${suffix}.png`, fullPage: true });
      pictures += 1;
    });
    process.stdout.write(`${suffix}: ${pictures} pictures so far\n`);
  }
  process.stdout.write(`${pictures} pictures are in ${folder}\n`);
}

await main(process.argv.slice(2));
