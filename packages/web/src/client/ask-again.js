/** Sends the form of a payment with an unknown outcome again, with its key, until there is an answer. */
const pauseMs = 3000;

setTimeout(() => document.querySelector('.ask-again').requestSubmit(), pauseMs);
