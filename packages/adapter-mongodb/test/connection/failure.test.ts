import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PortError } from '@fintech/ports';
import { MongoInvalidArgumentError, MongoNetworkError } from 'mongodb';
import { toPortError } from '../../src/connection/failure.ts';

const bareSocketErrors = ['EPIPE', 'ECONNRESET', 'ETIMEDOUT'].map(code =>
  Object.assign(new Error('This socket has been ended by the other party'), { code }),
);

it('says that the store is not available when the driver throws an error of a socket, wrapped or bare', () => {
  for (const cause of [new MongoNetworkError('reset'), ...bareSocketErrors]) {
    const error = toPortError(cause);
    assert.ok(error instanceof PortError);
    assert.equal(error.code, 'store_unavailable');
    assert.ok(error.canRetry);
    assert.equal(error.cause, cause);
  }
});

it('leaves alone what is not about the server', () => {
  const others = [
    new MongoInvalidArgumentError('no such option'),
    new TypeError('not a function'),
    Object.assign(new Error('wrong'), { code: 'ERR_INVALID_ARG_TYPE' }),
    'no error',
  ];
  for (const other of others) assert.equal(toPortError(other), other);
});
