/** Lets people see the password they type. The switch is hidden until this script can make it work. */
for (const button of document.querySelectorAll('[data-password-switch]')) {
  const input = document.getElementById(button.dataset.passwordSwitch);
  button.hidden = false;
  button.addEventListener('click', () => {
    const shown = input.type === 'text';
    input.type = shown ? 'password' : 'text';
    button.textContent = shown ? button.dataset.show : button.dataset.hide;
    button.setAttribute('aria-label', shown ? button.dataset.showLabel : button.dataset.hideLabel);
    input.focus();
  });
}
