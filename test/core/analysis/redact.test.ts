import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { findSecrets } from '../../../src/core/analysis/find-secrets.js';
import { secretPatterns } from '../../../src/core/analysis/secret-patterns.js';
import { createRedact } from '../../../src/core/analysis/redact.js';
import { sampleKey, sampleSecrets } from './sample-secrets.js';

const redact = createRedact({ keyed: (text) => createHash('sha256').update(`key:${text}`).digest('hex').slice(0, 12) });
const token = (kind: string): RegExp => new RegExp(`‹secret:${kind}:[0-9a-f]{12}›`);
const oneLine = sampleSecrets.filter((s) => s.bare);

describe('redact', () => {
  for (const { kind, text, value } of sampleSecrets) {
    it(`replaces the whole value of a ${kind}`, () => {
      const redacted = redact(text);
      assert.match(redacted, token(kind));
      assert.ok(!redacted.includes(value), redacted);
      assert.equal(redacted.replace(token(kind), value), text, 'nothing around the value changes');
    });
  }

  it('searches a text for a kind only when its probe matches, which it does for every sample', () => {
    for (const { kind, text } of sampleSecrets) {
      const patterns = secretPatterns.filter((pattern) => pattern.kind === kind);
      assert.ok(
        patterns.some((pattern) => pattern.probe.test(text)),
        text,
      );
    }
    assert.match(redact("const dbPass = 'Str0ng!x9';"), token('generic-secret'));
  });

  it('knows at least 28 kinds', () => {
    assert.ok(new Set(sampleSecrets.map((s) => s.kind)).size >= 28);
  });

  it('leaves no secret behind whatever stands around it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...oneLine), fc.string(), fc.string({ unit: 'binary' }), ({ value }, before, after) => {
        assert.ok(!redact(before + value + after).includes(value));
      }),
      { numRuns: 400 },
    );
  });

  it('knows an AWS key id by its length, also without a digit', () => {
    const id = ['AK', 'IA', 'QWERTYUIOPASDFGH'].join('');
    assert.ok(!redact(`const key = "${id}";`).includes(id));
    const constant = ['ACC', 'A', 'BSOLUTELYNOTASECRETBUTALONGNAME'].join('');
    assert.equal(redact(constant), constant);
  });

  it('leaves alone what it has replaced, whatever stands around it', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(...sampleSecrets.map((s) => s.text), '\n', '"', '‹secret:', '›', 'token = "', sampleKey('\n')),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const once = redact(pieces.join(''));
        assert.equal(redact(once), once);
      }),
      { numRuns: 400 },
    );
  });

  it('keeps the number of lines and their ends', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('\n', '\r\n', sampleKey('\n'), sampleKey('\r\n  '), ...sampleSecrets.map((s) => s.text)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        assert.deepEqual(redact(text).match(/\r?\n/g), text.match(/\r?\n/g));
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same secret the same token in every text, and another secret another token', () => {
    for (const { text, value, kind } of oneLine) {
      const [first] = token(kind).exec(redact(text)) ?? [];
      const [second] = token(kind).exec(redact(`other code\n\t${text} // and more`)) ?? [];
      assert.ok(first);
      assert.equal(second, first);
      const [other] = token(kind).exec(redact(text.replace(value, `${value.slice(0, -1)}${value.endsWith('7') ? '8' : '7'}`))) ?? [];
      assert.notEqual(other, first);
    }
  });

  it('replaces every line of a private key, indented, quoted or cut off', () => {
    for (const lineEnd of ['\n', '\r\n', '\n    ', '\\n', '\\n" +\n  "']) {
      const redacted = redact(`key: |\n${sampleKey(lineEnd)}\nnext: 1`);
      assert.ok(!/[A-Za-z0-9+/]{40}/.test(redacted), redacted);
      assert.match(redacted, /next: 1$/);
    }
    const cut = sampleKey('\n').split('\n').slice(0, 4).join('\n');
    const redacted = redact(`before\n${cut}\nfunction after() {}`);
    assert.ok(!/[A-Za-z0-9+/]{40}/.test(redacted), redacted);
    assert.match(redacted, /^before\n[^]*\nfunction after\(\) \{\}$/);
  });

  it('gives an indented private key the token of the same key at the margin', () => {
    const tokens = ['\n', '\r\n', '\n        '].map((lineEnd) => token('private-key').exec(redact(sampleKey(lineEnd)))?.[0]);
    assert.ok(tokens[0]);
    assert.equal(new Set(tokens).size, 1);
  });

  const ordinary = [
    'const token = getToken(request.headers.authorization);',
    "const password = 'password';",
    'apiKey: process.env.API_KEY,',
    'password = os.environ["DB_PASSWORD"]',
    'API_KEY=your-api-key-here',
    'SECRET_KEY=${SECRET_KEY}',
    "const secretName = 'arn-of-the-secret-12345678';",
    "tokenUrl: 'https://auth.example.org/oauth2/v1/token',",
    'token: "<your token 1>"',
    'https://user:password@localhost/',
    'postgres://postgres:postgres@localhost:5432/db',
    'http://localhost:3000/a@b',
    "if (pem.startsWith('-----BEGIN PRIVATE KEY-----')) strip(pem, '-----END PRIVATE KEY-----');",
    `"integrity": "sha512-${'Ab1+'.repeat(21)}Ab==",`,
    'const passwordInput = document.querySelector("input[type=password]");',
    'error: "Please enter your password (8 characters)"',
    'task-list-item-checkbox-container-with-a-long-name',
    'key-value-store-abcdef',
    'class TokenKind { static readonly identifier = "identifier1"; }',
    'password: string;',
    'token_type: bearer',
    'c0ffee00-1111-4222-8333-444455556666',
  ];
  for (const text of ordinary) {
    it(`sees no secret in ${text.slice(0, 60)}`, () => {
      assert.deepEqual(findSecrets(text), []);
      assert.equal(redact(text), text);
    });
  }

  it('comes to an end on lines of a million characters made to be slow', function () {
    const units =
      'eyJ|eyJa.|token|token=\'|://a:|-----BEGIN PRIVATE KEY-----\n|awssecret|sl.|N|MNOMNOMNOMNOMNOMNOMNOMNOMNO.|xoxb-|heroku  |SECRET_|aws_secret_|\\"|1:AA|a0|sig=| |-|token == |‹secret:a:012345678901›'.split(
        '|',
      );
    for (const unit of units) {
      const text = `PRIVATE KEY ${unit.repeat(Math.ceil(1_000_000 / unit.length))}`;
      assert.equal(typeof redact(text), 'string');
    }
  });
});
