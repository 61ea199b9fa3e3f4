import { type Html, html } from '../html.ts';

/** Number of hue classes in the style sheet. */
const hues = 12;

/** Initials on a colour that stays the same for a name. It is decoration: the name stands next to it. */
export function avatar(name: string): Html {
  return html`<span class="avatar hue-${hueOf(name)}" aria-hidden="true">${initials(name)}</span>`;
}

/** The first letters of the first two parts, else the first two letters. Letters are what readers take for one. */
function initials(name: string): string {
  const [first = '', second] = name.split(/[._\-\s]+/).filter(part => part !== '');
  const letters =
    second === undefined ? graphemes(first).slice(0, 2) : [graphemes(first)[0], graphemes(second)[0]];
  return letters.join('').toUpperCase();
}

const segmenter = new Intl.Segmenter();
const graphemes = (text: string): string[] =>
  [...segmenter.segment(text.slice(0, 32))].map(part => part.segment);

/** FNV-1a: spreads similar names over the colours. */
function hueOf(name: string): number {
  let sum = 0x811c9dc5;
  for (const character of name.toLowerCase())
    sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return sum % hues;
}
