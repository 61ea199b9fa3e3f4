import { parentPort } from 'node:worker_threads';
import { Judge } from './judge.ts';
import type { Answer, Question } from './questions.ts';

// The body of the thread. What is thrown here ends it, and rejects whatever it was asked.
const judge = new Judge();
parentPort?.on('message', (question: Question) => {
  const answer: Answer =
    question === 'books'
      ? { books: judge.books() }
      : { verdicts: question.map(record => judge.judge(record)) };
  parentPort?.postMessage(answer);
});
