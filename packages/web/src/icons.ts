import { type Html, html, trusted } from './html.ts';

/** Outlines on a 24 × 24 grid, drawn with a line of 1.75. */
const outlines = {
  send: 'M5 12h13M12.5 6l6 6-6 6',
  'arrow-up': 'M7 17 17 7M8.5 7H17v8.5',
  'arrow-down': 'M17 7 7 17M15.5 17H7V8.5',
  plus: 'M12 5v14M5 12h14',
  bank: 'M4 10 12 5l8 5M5 19h14M7 10v6M12 10v6M17 10v6',
  home: 'M4 11 12 4l8 7M6 9.5V20h12V9.5',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01',
  chevron: 'm9 6 6 6-6 6',
  back: 'm15 6-6 6 6 6',
  down: 'm6 9 6 6 6-6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  alert: 'M12 8v5M12 16.5h.01M12 3.5 2.8 19.5h18.4L12 3.5Z',
  clock: 'M12 7v5l3.5 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  shield: 'M12 3.5 5 6v5.5c0 4.3 2.9 7.5 7 9 4.1-1.5 7-4.7 7-9V6l-7-2.5ZM9 12l2.2 2.2L15.2 10',
  bolt: 'M13 3 5 13.5h6L10.5 21 19 10.5h-6L13 3Z',
  repeat: 'M4 11V9a3 3 0 0 1 3-3h12M16 3l3 3-3 3M20 13v2a3 3 0 0 1-3 3H5M8 21l-3-3 3-3',
  device: 'M4 5.5h16v10H4zM9 19.5h6M12 15.5v4',
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11 18h2',
  exit: 'M14 4h5v16h-5M4 12h10.5M10.5 8l4 4-4 4',
  globe:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c2.5 2.5 3.7 5.5 3.7 9s-1.2 6.5-3.7 9c-2.5-2.5-3.7-5.5-3.7-9S9.5 5.5 12 3Z',
} as const;

export type IconName = keyof typeof outlines;

/** An icon is decoration: what it means must stand next to it in words. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="#icon-${name}"/></svg>`;
}

/** All icons, once per page; {@link icon} refers to them. */
export const iconSprite: Html = trusted(
  `<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">${Object.entries(outlines)
    .map(([name, path]) => `<symbol id="icon-${name}" viewBox="0 0 24 24"><path d="${path}"/></symbol>`)
    .join('')}</svg>`,
);

const markShapes =
  '<rect width="32" height="32" rx="9" fill="#3b35c9"/>' +
  '<path d="M9.5 10.5h13M9.5 16.5h8" stroke="#fff" stroke-width="3.4" stroke-linecap="round"/>' +
  '<circle cx="10" cy="22.8" r="2.3" fill="#ffc857"/>';

/** The sign of the product: two entries and a coin that make an F. */
export const mark: Html = trusted(
  `<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">${markShapes}</svg>`,
);

export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${markShapes}</svg>`;
