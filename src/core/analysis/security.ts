/** What makes a finding a security finding. Whatever says so once is enough, and nothing takes it away again. */
import type { Candidate } from '../review/finding.js';

const text = new RegExp(
  [
    String.raw`\bsecurity\b`,
    String.raw`\bvulnerab`,
    String.raw`\b(?:sql|code|command|shell|html|script|header|log|template|ldap|xpath|prompt|nosql|os)?[ -]?injection\b(?<!dependency injection)`,
    String.raw`\bhard-?coded (?:secret|password|credential|token|key)`,
    String.raw`\b(?:secret|credential|password|private key|api key|access token)s?\b.{0,40}\b(?:leak|expos|log(?:ged|s)\b|committed|plain ?text|hard-?coded)`,
    String.raw`\b(?:leak|expos)\w* .{0,40}\b(?:secret|credential|password|token|private key|api key)`,
    String.raw`\bxss\b|\bcsrf\b|\bssrf\b|\bxxe\b|\bidor\b|\brce\b|\bredos\b|\btoctou\b`,
    String.raw`\bcross-site\b|\bpath traversal\b|\bdirectory traversal\b|\bzip slip\b|\bopen redirect\b`,
    String.raw`\bprivilege escalation\b|\b(?:auth(?:entication|orization)?|access control) (?:bypass|check is missing)|\bbypass(?:es|ing)? (?:auth|the login|access control)`,
    String.raw`\buntrusted (?:data|input|code)\b.{0,60}\b(?:execut|deseriali|eval)`,
    String.raw`\binsecure\b|\bunsafe deseriali|\bprototype pollution\b|\bremote code execution\b|\bexploit`,
    String.raw`\b(?:CWE|CVE)-\d+`,
  ].join('|'),
  'i',
);

/** True when the category, a CWE, the rule, the specialist or the text says so. */
export function isSecurity(candidate: Pick<Candidate, 'category' | 'cwe' | 'rule' | 'source' | 'title' | 'body'>): boolean {
  return (
    candidate.category === 'security' ||
    (candidate.cwe?.length ?? 0) > 0 ||
    /^secret\/|(?:^|[/-])security(?:[/-]|$)/i.test(candidate.rule ?? '') ||
    /^security\b/i.test(candidate.source.name) ||
    text.test(candidate.title) ||
    text.test(candidate.body)
  );
}
