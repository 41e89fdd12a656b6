import assert from 'node:assert/strict';
import type { LogOutputChannel } from 'vscode';
import { hidingLog } from '../../src/vscode/hidden-log.js';

const key = ['sk-ant-', 'api03-', 'Zq9'.repeat(12)].join('');

function written(): { log: LogOutputChannel; lines: string[] } {
  const lines: string[] = [];
  const keep =
    (level: string) =>
    (...values: unknown[]): void =>
      void lines.push([level, ...values].join(' '));
  const channel = { name: 'Reverie', logLevel: 2, onDidChangeLogLevel: () => ({ dispose: () => undefined }) };
  const levels = Object.fromEntries(
    ['trace', 'debug', 'info', 'warn', 'error', 'append', 'appendLine', 'replace', 'clear', 'show', 'hide', 'dispose'].map((level) => [
      level,
      keep(level),
    ]),
  );
  return { log: hidingLog({ ...channel, ...levels } as unknown as LogOutputChannel), lines };
}

describe('the log', () => {
  it('writes at the level that is asked for, with what belongs to it', () => {
    const { log, lines } = written();
    log.trace('a');
    log.debug('b', { more: 1 });
    log.info('c');
    log.warn('d');
    log.error('e');
    log.appendLine('f');
    assert.deepEqual(lines, ['trace a', 'debug b { more: 1 }', 'info c', 'warn d', 'error e', 'appendLine f']);
  });

  it('lets no secret through, in whatever it stands', () => {
    const { log, lines } = written();
    log.info(`key ${key}`);
    log.warn('more', key, { nested: { key } }, [key]);
    log.error(new Error(`refused: ${key}`, { cause: new Error(`behind: ${key}`) }));
    log.append(key);
    log.appendLine(key);
    log.replace(key);
    assert.equal(lines.length, 6);
    for (const line of lines) assert.ok(!line.includes(key), line);
  });

  it('tells where an error came from and what caused it', () => {
    const { log, lines } = written();
    log.error(new Error('the review failed', { cause: new TypeError('no such file') }));
    assert.match(lines[0]!, /the review failed\n\s+at /);
    assert.match(lines[0]!, /TypeError: no such file/);
  });

  it('writes also what cannot be turned into JSON', () => {
    const { log, lines } = written();
    const round: Record<string, unknown> = { size: 1n };
    round['self'] = round;
    log.warn('odd', round, undefined, Symbol('s'));
    assert.match(lines[0]!, /^warn odd .*Circular.*undefined Symbol\(s\)$/s);
  });
});
