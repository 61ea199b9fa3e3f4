/**
 * Keeps the page up to date. The server says that something changed and what to announce; the new contents come from the
 * page itself, loaded again, so there is only one way to draw them. Each element marked `data-live` is replaced by its
 * newer self.
 */
const announcer = document.querySelector('[data-live-announcer]');
const source = new EventSource(announcer.dataset.liveAnnouncer);

/** Places in the log: what the page must show, and what it shows. */
let wanted = 0;
let shown = 0;
let loading = false;

source.addEventListener('balance', event => {
  const { announcement, position } = JSON.parse(event.data);
  announcer.textContent = announcement;
  wanted = Math.max(wanted, position);
  if (!loading) void catchUp();
});

/** However many changes arrive while one load is under way, they share the next. */
async function catchUp() {
  loading = true;
  while (shown < wanted) {
    const position = wanted;
    await replaceParts(position);
    shown = position;
  }
  loading = false;
}

/** @param {number} position Place in the log that the new contents must include. */
async function replaceParts(position) {
  const address = new URL(location.href);
  address.searchParams.set('min_position', String(position));
  const response = await fetch(address, { redirect: 'error' }).catch(() => undefined);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const newer = fresh.getElementById(part.id);
    if (newer !== null) part.replaceWith(newer);
  }
}
