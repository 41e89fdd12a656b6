/** The official JSON schema of SARIF 2.1.0, as a check. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

const text = readFileSync('test/fixtures/sarif/sarif-schema-2.1.0.json', 'utf8');
// draft 4 differs from the draft that is checked here in how a schema names itself, and in nothing that this one uses
const { $schema: _draft, id: _id, ...schema } = JSON.parse(text) as Record<string, unknown>;

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
ajv.addFormat('uri', (value) => /^[a-z][a-z0-9+.-]*:/i.test(value) && isReference(value));
ajv.addFormat('uri-reference', isReference);
ajv.addFormat('date-time', (value) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(value));
const validate = ajv.compile(schema);

/** What the schema has against a log; empty for a valid one. */
export function sarifErrors(log: unknown): string[] {
  if (validate(log)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
}

/** RFC 3986: only its characters, and every percent sign begins an escape. */
function isReference(value: string): boolean {
  return /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/.test(value) && (value.match(/#/g) ?? []).length <= 1;
}
