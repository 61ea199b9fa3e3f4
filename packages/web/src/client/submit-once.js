/**
 * Ignores further clicks while a form is on its way. Safety does not depend on it: the server knows a repeated form by
 * its idempotency key.
 */
for (const form of document.querySelectorAll('[data-submit-once]')) {
  let sent = false;
  const buttons = form.querySelectorAll('[type="submit"]');
  const mark = busy => {
    sent = busy;
    for (const button of buttons) button.setAttribute('aria-disabled', String(busy));
  };
  form.addEventListener('submit', event => {
    if (sent) event.preventDefault();
    else mark(true);
  });
  // A page that comes back from the history must be usable again.
  addEventListener('pageshow', () => mark(false));
}
