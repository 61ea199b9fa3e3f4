import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ProblemCode, ProblemError, problems } from '@fintech/contracts';
import { problemDocument, problemMediaType } from './problem-handler.ts';
import { securityHeaders } from './security-headers.ts';

/** What Node's HTTP parser refuses before there is a request; anything else it cannot read is not HTTP. */
const parserProblems: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/**
 * Answers bytes that never became a request with a problem document too, and ends their connection: whatever follows on it
 * cannot be read either. The address of a request counts among its headers.
 */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  // It has been answered already, and more of the same came behind; or nobody is there any more.
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const code = parserProblems[error.code ?? ''] ?? 'invalid_request';
  const { status } = problems[code];
  const body = JSON.stringify(problemDocument(new ProblemError(code)));
  const headers = {
    ...securityHeaders,
    'content-type': problemMediaType,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  socket.destroySoon();
}
