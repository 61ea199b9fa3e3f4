import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { assets, designPage, stylesPath } from '../src/index.ts';
import { pageContext } from './_context.ts';

const budgetBytes = 60 * 1024;
const compressedSize = (text: string): number => brotliCompressSync(text).length;

test('the largest page and the style sheet together stay within the budget of the first paint', () => {
  const styles = assets.find(asset => asset.path === stylesPath);
  const total = compressedSize(designPage(pageContext())) + compressedSize(styles?.body ?? '');
  assert.ok(total > 0 && total <= budgetBytes, `${total} bytes`);
});

test('every file that a page refers to is served, and nothing comes from elsewhere', () => {
  const page = designPage(pageContext('ru'));
  const paths = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  assert.ok(paths.length > 3);
  for (const path of paths)
    assert.ok(
      assets.some(asset => asset.path === path),
      path,
    );
  assert.doesNotMatch(page, /(?:src|href|url\()="?https?:/);
  for (const { body } of assets)
    assert.doesNotMatch(body.replace('http://www.w3.org/2000/svg', ''), /https?:\/\//);
});

test('no page carries a script or a style inside', () => {
  assert.doesNotMatch(designPage(pageContext()), /<style|<script(?! type="module" src=)| style="| on\w+="/);
});

test('a path names its contents', () => {
  for (const { path } of assets) assert.match(path, /^\/assets\/[\w-]+\.[0-9a-f]{12}\.(css|js|svg)$/);
  assert.equal(new Set(assets.map(asset => asset.path)).size, assets.length);
});
