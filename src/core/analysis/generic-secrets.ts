/** Secrets without a shape of their own: a telling name, and a value that looks like nothing but a secret. */
import type { SecretPattern } from './secret-pattern.js';

const names =
  '(?:pass(?:word|wd|phrase)|pass(?![a-z])|pwd|secret|token|credential|api_?key|apikey|access_?key|private_?key|client_?secret|auth_?key|encryption_?key|signing_?key)';
const probe =
  /pass(?![a-z])|passw|passphrase|pwd|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|auth[-_]?key|encryption[-_]?key|signing[-_]?key/i;

/** `apiKey: "…"`, `DB_PASSWORD = '…'`, `"client_secret": "…"`, `setToken("…")` is not one. */
export const quotedAssignment: SecretPattern = {
  kind: 'generic-secret',
  name: 'hard-coded secret',
  severity: 'high',
  probe,
  expression: new RegExp(
    `${names.replaceAll('_?', '[-_]?')}(?<tail>[\\w.-]{0,40})["'\\]]{0,2}\\s{0,8}(?::\\s{0,4}[Ss]tr(?:ing)?\\s{0,4})?(?:=>|:=|={1,3}|:)\\s{0,8}[bru]?(?:"(?<value>[^"\\s]{6,})|'(?<value2>[^'\\s]{6,})|\`(?<value3>[^\`\\s]{6,}))`,
    'gi',
  ),
  accept: (value, match) =>
    speaksOfSecret(match[0], match.groups?.tail ?? '') && looksSecret(value, { password: /^p(?:ass|wd)/i.test(match[0]) }),
};

/** `SECRET_KEY=…` alone on a line of an `.env` file, a shell script or a properties file. */
export const environmentAssignment: SecretPattern = {
  kind: 'generic-secret',
  name: 'hard-coded secret',
  severity: 'high',
  probe,
  expression:
    /^[ \t]{0,8}(?:(?:export|set|ENV|ARG) )?[A-Z0-9_]{0,60}?(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIAL|API_?KEY|ACCESS_KEY|PRIVATE_KEY|AUTH_KEY|ENCRYPTION_KEY|SIGNING_KEY)(?<tail>[A-Z0-9_]{0,40})[ \t]{0,4}=[ \t]{0,4}(?<value>[^\s"'`(){}[\]<>;,]{6,})(?=\s|$)/gm,
  accept: (value, match) =>
    speaksOfSecret(match[0], match.groups?.tail ?? '') &&
    !isCodePath(value) &&
    looksSecret(value, { password: /PASS|PWD/.test(match[0].split('=')[0] ?? '') }),
};

/** `ENV SECRET_KEY …` in a Dockerfile, where a blank stands for the equals sign. */
export const dockerEnvironment: SecretPattern = {
  kind: 'generic-secret',
  name: 'hard-coded secret',
  severity: 'high',
  probe: /ENV [A-Z0-9_]{0,60}(?:PASS|PWD|SECRET|TOKEN|CREDENTIAL|KEY)/,
  expression:
    /^[ \t]{0,8}ENV [A-Z0-9_]{0,60}?(?:PASSWORD|PASSWD|PASSPHRASE|PWD|SECRET|TOKEN|CREDENTIAL|(?:API|APP|SERVER|ACCESS|PRIVATE|AUTH|ENCRYPTION|SIGNING)_?KEY)(?<tail>[A-Z0-9_]{0,40})[ \t]{1,4}["']?(?<value>[^\s"'`(){}[\]<>;,]{6,})["']?[ \t]*$/gm,
  accept: (value, match) =>
    speaksOfSecret(match[0], match.groups?.tail ?? '') &&
    !isCodePath(value) &&
    looksSecret(value, { password: /PASS|PWD/.test(match[0].trim().split(/\s+/)[1] ?? '') }),
};

/** `api_key: …` alone on a line of a YAML file. */
export const yamlAssignment: SecretPattern = {
  kind: 'generic-secret',
  name: 'hard-coded secret',
  severity: 'high',
  probe,
  expression:
    /^[ \t]{0,40}(?:- )?[\w.-]{0,60}?(?:password|passwd|secret|token|api[-_]?key|apikey|access[-_]?key|private[-_]?key)(?<tail>[\w.-]{0,40}):[ \t]{1,8}(?<value>[^\s"'`(){}[\]<>$;,:]{16,})(?=[ \t]*(?:#[^\n]*)?$)/gim,
  accept: (value, match) =>
    speaksOfSecret(match[0], match.groups?.tail ?? '') && !isCodePath(value) && looksSecret(value, { password: false }),
};

/** A password in `scheme://user:password@host`: everything but a placeholder, a variable, or a repetition of the user. */
export function basicAuthPassword(password: string, user: string): boolean {
  return (
    password !== user &&
    !isPlaceholder(password) &&
    !/^(?:pass|passwd|password|pwd|secret|postgres|mysql|root|admin|guest|user|token|\d{1,5})$/i.test(password)
  );
}

/** Bits per character, after Shannon. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  const total = [...counts.values()].reduce((a, b) => a + b, 0);
  let bits = 0;
  for (const n of counts.values()) bits -= (n / total) * Math.log2(n / total);
  return bits;
}

function looksSecret(value: string, options: { password: boolean }): boolean {
  if (isPlaceholder(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((c) => c.test(value)).length;
  // people choose short passwords; a word, a path, a sentence or an identifier is not one
  if (options.password) return /\d/.test(value) && classes >= 3 && !/^[\w-]+(?:[./:]+[\w-]+)+$/.test(value) && entropy(value) >= 2.5;
  if (value.length < 16 || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (/^[\w-]+(?:[./:]+[\w-]+)+$/.test(value) && !/[A-Za-z0-9]{20}/.test(value)) return false;
  return entropy(value) >= 3.2 && (value.match(/\d/g) ?? []).length >= 3;
}

function isPlaceholder(value: string): boolean {
  return (
    /\$\{|\{\{|\$\(|%\(|<[\w -]+>|^\$|^%|^\{|\*{3}|\.\.\.|…|[›‹]/.test(value) ||
    /x{4}|0{6}|1{6}|12345678|abcdef(?:gh|$)|example|sample|placeholder|change[-_]?me|dummy|fake|mock|redacted|your[-_]|todo|insert|lorem|undefined|foobar|not[-_]?a?[-_]?(?:real|secret)|process\.env|os\.environ/i.test(
      value,
    ) ||
    /^(.)\1*$/.test(value)
  );
}

/** A name that ends in `name`, `url`, `length`… holds something about a secret, not the secret. */
function speaksOfSecret(match: string, tail: string): boolean {
  return (
    !/(?:name|url|uri|path|file|dir|type|id|ids|length|count|regexp?|pattern|label|field|header|prefix|suffix|format|policy|hint|error|message|title|text|placeholder|hash|algorithm|expir\w*|ttl|kind|class|selector|scope|version|budget|limit)s?$/i.test(
      tail.replaceAll(/[-_.]+$/g, ''),
    ) && !/public/i.test(match.slice(0, 60))
  );
}

/** `config.auth.token1` or `my_variable_name2`: code, not a value. */
function isCodePath(value: string): boolean {
  return /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$/.test(value) || /^[a-z]+(?:_[a-z0-9]+)+$/.test(value);
}
