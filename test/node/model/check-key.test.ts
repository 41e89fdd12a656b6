import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkKey } from '../../../src/node/model/check-key.js';
import { startModelServer } from '../../support/model-server.js';

const { signal } = new AbortController();

describe('the check of a key', () => {
  it('accepts the right key without asking a model, and says that another one is not valid', async () => {
    const server = await startModelServer(() => ({ text: 'unexpected' }), { key: 'right' });
    try {
      await checkKey({ apiKey: 'right', baseUrl: server.url }, { signal });
      await assert.rejects(checkKey({ apiKey: 'wrong', baseUrl: server.url }, { signal }), { kind: 'auth', next: 'Set another key' });
      assert.equal(server.requests.length, 0);
    } finally {
      await server.close();
    }
  });

  it('does not take an address for good that serves no model', async () => {
    const server = createServer((_req, res) => res.writeHead(404).end('nothing here'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      await assert.rejects(checkKey({ apiKey: 'any', baseUrl: `http://127.0.0.1:${port}` }, { signal }), {
        kind: 'invalid',
        next: 'Check the model’s name and the base URL',
      });
    } finally {
      server.close();
    }
  });

  it('ends at once when the person does not wait for it', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(checkKey({ apiKey: 'any', baseUrl: 'http://127.0.0.1:9' }, { signal: stopped }), /stopped/);
  });
});
