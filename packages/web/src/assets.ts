import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { favicon } from './icons.ts';

/** A file that pages refer to. Its path changes with its contents, so it may be kept for ever. */
export interface Asset {
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
}

/** Later files build on earlier ones. */
const styleFiles = [
  'tokens',
  'base',
  'shell',
  'forms',
  'components',
  'balance',
  'activity',
  'people',
  'receipt',
  'chart',
  'pages',
] as const;
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

function asset(name: string, extension: string, contentType: string, body: string): Asset {
  const fingerprint = hash('sha256', body, 'hex').slice(0, 12);
  return { path: `/assets/${name}.${fingerprint}.${extension}`, contentType, body };
}

const styles = asset(
  'styles',
  'css',
  'text/css; charset=utf-8',
  styleFiles.map(name => read(`./styles/${name}.css`)).join('\n'),
);

const icon = asset('icon', 'svg', 'image/svg+xml', favicon);

const script = (name: string): Asset =>
  asset(name, 'js', 'text/javascript; charset=utf-8', read(`./client/${name}.js`));

/** Small modules, each of which improves a page that already works without it. */
const scripts = {
  amount: script('amount'),
  askAgain: script('ask-again'),
  live: script('live'),
  password: script('password'),
  submitOnce: script('submit-once'),
} as const;

export type ScriptName = keyof typeof scripts;

/** All files that pages refer to, read once at start. */
export const assets: readonly Asset[] = [styles, icon, ...Object.values(scripts)];

export const stylesPath: string = styles.path;
export const iconPath: string = icon.path;
export const scriptPath = (name: ScriptName): string => scripts[name].path;
