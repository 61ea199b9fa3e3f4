import { type Content, type Html, html } from '../html.ts';
import { type IconName, icon } from '../icons.ts';

export type BannerKind = 'info' | 'success' | 'warning' | 'danger';

const icons = {
  info: 'clock',
  success: 'check',
  warning: 'alert',
  danger: 'alert',
} as const satisfies Record<BannerKind, IconName>;

export interface Banner {
  readonly kind: BannerKind;
  readonly title: string;
  readonly text?: Content;
}

/** One thing the reader must know before anything else on the page. */
export function banner({ kind, title, text }: Banner): Html {
  return html`<div class="banner banner-${kind}" role="${kind === 'danger' ? 'alert' : 'status'}">
${icon(icons[kind])}<div><p class="banner-title">${title}</p>${text !== undefined && html`<p>${text}</p>`}</div>
</div>`;
}
