/** Tells at once when an amount cannot be one. The server reads it properly and has the last word. */
const plausible = /^\s*\d[\d\s.,'’]*$/;

for (const input of document.querySelectorAll('[data-amount]')) {
  const field = input.closest('.field');
  input.addEventListener('change', () => {
    const wrong = input.value !== '' && !plausible.test(input.value);
    field.classList.toggle('field-wrong', wrong);
    input.setAttribute('aria-invalid', String(wrong));
    showMessage(field, wrong ? input.dataset.message : '');
  });
}

/** @param {Element} field @param {string} text */
function showMessage(field, text) {
  let message = field.querySelector('.field-error');
  if (message === null) {
    message = document.createElement('p');
    message.className = 'field-error';
    message.setAttribute('role', 'status');
    field.querySelector('.amount-box').before(message);
  }
  message.textContent = text;
}
