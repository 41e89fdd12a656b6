import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { findSecrets } from '../../../src/core/analysis/find-secrets.js';
import { createRedact } from '../../../src/core/analysis/redact.js';
import { secretPatterns } from '../../../src/core/analysis/secret-patterns.js';
import { type TextInput, textRemarks } from '../../../src/core/analysis/text-remarks.js';
import { linesOf } from '../../../src/core/changes/lines.js';
import { sampleKey, sampleSecrets } from './sample-secrets.js';

const redact = createRedact({ keyed: (text) => createHash('sha256').update(`key:${text}`).digest('hex').slice(0, 12) });

const textInput = (path: string, text: string, from = 1): TextInput => {
  const lines = linesOf(text);
  return { path, text, lines, added: [{ startLine: from, endLine: lines.length }] };
};
const rulesOf = (path: string, text: string): string[] => textRemarks(textInput(path, text)).map((remark) => remark.rule!);

/** How a value stands in files of each kind. */
const places: [path: string, around: (value: string) => string][] = [
  ['src/client.ts', (value) => `const client = connect('${value}');\n`],
  ['app/settings.py', (value) => `client = connect("${value}")\n`],
  ['.env', (value) => `# production\nCLIENT=${value}\nOTHER=1\n`],
  ['config.yml', (value) => `client:\n  value: ${value}\n  other: 1\n`],
  ['config.json', (value) => `{\n  "client": "${value}",\n  "other": 1\n}\n`],
  ['deploy.sh', (value) => `curl -H "X-Client: ${value}" https://example.org\n`],
];

describe('the kinds of secrets', () => {
  it('are at least 60 in the table, each with a sample', () => {
    const kinds = new Set(secretPatterns.map(({ kind }) => kind));
    assert.ok(kinds.size >= 60, String(kinds.size));
    const sampled = new Set(sampleSecrets.map(({ kind }) => kind));
    assert.deepEqual(
      [...kinds].filter((kind) => !sampled.has(kind)),
      [],
    );
  });

  for (const { kind, text, value, bare } of sampleSecrets) {
    it(`are found and replaced: ${kind}${bare ? '' : ` in ${text.replace(value, '…').trim().slice(0, 40)}`}`, () => {
      const files = bare ? places.map(([path, around]) => [path, around(value)] as const) : [['src/config.txt.ts', `${text}\n`] as const];
      for (const [path, content] of files) {
        assert.deepEqual(rulesOf(path, content), [`secret/${kind}`], `${path}: ${content}`);
        assert.ok(!redact(content).includes(value), redact(content));
      }
    });
  }

  const keys = [
    ['RSA PRIVATE', ''],
    ['EC PRIVATE', ''],
    ['OPENSSH PRIVATE', ''],
    ['PRIVATE', ''],
    ['ENCRYPTED PRIVATE', ''],
    ['PGP PRIVATE', ' BLOCK'],
  ].map(
    ([name, tail]) =>
      (lineEnd: string) =>
        sampleKey(lineEnd).replaceAll(/(BEGIN|END) RSA PRIVATE KEY/g, `$1 ${name} KEY${tail}`),
  );
  for (const key of keys) {
    it(`are found and replaced: ${key('\n').split('\n')[0]!.slice(5, -5)}, in files, JSON, code, YAML and a diff`, () => {
      const texts: [path: string, text: string][] = [
        ['deploy.pem', key('\n')],
        ['deploy.key', key('\r\n')],
        ['service-account.json', `{\n  "type": "service_account",\n  "private_key": "${key('\\n')}\\n"\n}\n`],
        ['keys.ts', `export const key = \`${key('\n')}\`;\n`],
        ['values.yaml', `tls:\n  key: |\n    ${key('\n    ')}\n  other: 1\n`],
        ['change.patch', `--- a/k\n+++ b/k\n@@ -0,0 +1,9 @@\n+${key('\n+')}\n`],
        ['.env', `KEY="${key('\\n')}"\n`],
      ];
      for (const [path, text] of texts) {
        assert.deepEqual(rulesOf(path, text), ['secret/private-key'], path);
        assert.ok(!/[A-Za-z0-9+/]{40}/.test(redact(text)), `${path}: ${redact(text)}`);
      }
    });
  }

  it('are found in the lines that a change adds, and only there', () => {
    const sample = sampleSecrets.find(({ bare }) => bare);
    const text = `a\nb = "${sample!.value}"\n`;
    assert.equal(textRemarks(textInput('a.ts', text, 2)).length, 1);
    assert.equal(textRemarks({ ...textInput('a.ts', text), added: [{ startLine: 1, endLine: 1 }] }).length, 0);
    // it stood in the old version: the change did not bring it
    assert.equal(textRemarks(textInput('a.ts', text, 2), text).length, 0);
  });
});

describe('what looks like a secret and is none', () => {
  const base64 = 'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';
  const ordinary: [path: string, text: string][] = [
    ['a.ts', "const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';"],
    ['a.ts', "const commit = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';"],
    ['a.ts', "const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';"],
    ['package.json', `"integrity": "sha512-${'Ab1+'.repeat(21)}Ab=="`],
    ['a.css', `background: url(data:image/png;base64,${base64});`],
    ['a.ts', `const image = 'data:image/png;base64,${base64}';`],
    ['.env.example', 'API_KEY=YOUR_API_KEY\nSECRET_KEY=xxxxxxxxxxxxxxxx\nTOKEN=<token>\nPASSWORD=changeme\nDB_PASSWORD=\n'],
    ['.env', 'API_KEY=your-api-key-here-1234\nGITHUB_TOKEN=${GITHUB_TOKEN}\nPASSWORD=$DB_PASSWORD\n'],
    ['a.ts', 'const apiKey = process.env.API_KEY;'],
    ['a.ts', "const token = process.env['GITHUB_TOKEN'] ?? '';"],
    ['a.ts', 'const key = import.meta.env.VITE_API_KEY;'],
    ['a.py', "token = os.environ['API_TOKEN_2024']"],
    ['a.py', 'password = getpass.getpass("Password 1: ")'],
    ['a.go', 'secret := os.Getenv("CLIENT_SECRET_V2")'],
    ['a.rb', "password = ENV.fetch('DATABASE_PASSWORD_1')"],
    ['a.yml', 'token: ${{ secrets.GITHUB_TOKEN }}\npassword: "{{ vault_password_1 }}"\n'],
    ['a.yml', 'secretName: my-tls-secret-2024\nsecretKeyRef:\n  name: db-credentials-v2\n  key: password\n'],
    ['a.yml', 'passwordSecretRef: projects/1234/secrets/db/versions/2\n'],
    ['a.tf', 'password = var.db_password_2\ntoken = data.aws_secretsmanager_secret_version.token1.secret_string\n'],
    ['a.ts', "const secretName = 'arn-of-the-secret-12345678';"],
    ['a.ts', "headers.set('Authorization', `Bearer ${token1}`);"],
    ['a.ts', "const AWS_EXAMPLE = '" + ['AK', 'IA', 'IOSFODNN7EXAMPLE'].join('') + "';"],
    ['a.ts', "export const TOKEN_REGEX = '[A-Za-z0-9]{32}';"],
    ['a.ts', "type: 'sk-estimate-1', className: 'task-list-item-checkbox-2'"],
    ['a.html', '<input type="password" name="password1" placeholder="Password (8+ characters)">'],
    ['a.md', 'Set `API_KEY=0123456789abcdef0123456789abcdef` and run.'],
    ['README.md', 'postgres://user:pass@localhost:5432/db'],
    ['docker-compose.yml', 'DATABASE_URL: postgres://postgres:postgres@db:5432/app\n'],
    ['a.ts', "fetch('https://user:${password}@example.org/')"],
    ['a.test.ts', "const password = 'Sup3r$ecret!';"],
    ['a.sum', 'github.com/a/b v1.2.3 h1:zYvYC8A5m6oGIxEvPEmrVr3YmHkfPyNXnFmeMZfOXrI='],
    ['a.svg', `<path d="M${'12.5 8.1L3.2 9'.repeat(20)}"/>`],
    ['a.ts', "const passwordStrength = { minLength: 12, label: 'Very strong 100%' };"],
    ['a.ts', "i18n.t('auth.password.reset.title2')"],
    ['a.java', 'private static final String TOKEN_HEADER = "X-Auth-Token-V2";'],
    ['a.cs', 'public string Password { get; set; } = string.Empty;'],
  ];
  for (const [path, text] of ordinary) {
    it(`is left alone in ${path}: ${text.slice(0, 60).replaceAll('\n', ' ')}`, () => {
      assert.deepEqual(rulesOf(path, text), []);
    });
  }

  it('is replaced nowhere either, so that reports keep their words', () => {
    const quiet = ordinary.filter(([path]) => !/\.(?:md|test\.ts)$/.test(path));
    for (const [, text] of quiet) assert.deepEqual(findSecrets(text), [], text);
  });
});
