import assert from 'node:assert/strict';
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
