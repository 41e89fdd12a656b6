import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { systemPorts } from '../../../src/node/ports/system-ports.js';

describe('system ports', () => {
  const ports = systemPorts({ key: new Uint8Array(32) });

  it('hash text as its UTF-8 bytes', () => {
    assert.equal(ports.hash.sha256('é'), ports.hash.sha256(new TextEncoder().encode('é')));
    assert.equal(ports.hash.sha256(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('hash secrets under the key, to 12 hex digits', () => {
    const other = systemPorts({ key: new Uint8Array(32).fill(1) });
    assert.match(ports.hash.keyed('token'), /^[0-9a-f]{12}$/);
    assert.equal(ports.hash.keyed('token'), ports.hash.keyed('token'));
    assert.notEqual(ports.hash.keyed('token'), other.hash.keyed('token'));
  });

  it('seal with an HMAC under a key that is made of the repo’s and used for nothing else', () => {
    const key = new Uint8Array(32).fill(7);
    const sealKey = createHmac('sha256', key).update('reverie seals, version 1').digest();
    const { hash } = systemPorts({ key });
    for (const text of ['', 'ü€𝄞', 'x'.repeat(10_000)])
      assert.equal(hash.seal(text), createHmac('sha256', sealKey).update(text).digest('hex'));
    assert.notEqual(systemPorts({ key, sealing: new Uint8Array(32) }).hash.seal('a'), hash.seal('a'));
  });

  it('never go back in monotonic time', () => {
    const before = ports.clock.monotonic();
    assert.ok(ports.clock.monotonic() >= before);
  });

  it('wake from sleep with the reason of an abort', async () => {
    const stop = new AbortController();
    const sleeping = ports.clock.sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(sleeping, /enough/);
    await assert.rejects(ports.clock.sleep(60_000, stop.signal), /enough/);
    await ports.clock.sleep(1);
  });
});
