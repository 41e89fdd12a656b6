/** Which `${{ … }}` expressions of GitHub Actions give a text that somebody without rights on the repository can write. */

// https://docs.github.com/actions/security-guides/security-hardening-for-github-actions#understanding-the-risk-of-script-injections
const untrusted = new RegExp(
  String.raw`\bgithub\.(?:head_ref\b|event(?:` +
    [
      String.raw`\.(?:issue|discussion|pull_request)\.(?:title|body)\b`,
      String.raw`\.(?:comment|review|review_comment)\.body\b`,
      String.raw`\.pull_request\.head\.(?:ref|label)\b`,
      String.raw`\.pull_request\.head\.repo\.(?:default_branch|description|homepage)\b`,
      String.raw`\.pages(?:\.\*|\[\d+\])\.page_name\b`,
      String.raw`\.commits(?:\.\*|\[\d+\])\.(?:message\b|author\.(?:email|name)\b)`,
      String.raw`\.head_commit\.(?:message\b|(?:author|committer)\.(?:email|name)\b)`,
      String.raw`\.workflow_run\.(?:head_branch\b|display_title\b|head_commit\.(?:message\b|author\.(?:email|name)\b)|head_repository\.description\b|pull_requests(?:\.\*|\[\d+\])\.head\.ref\b)`,
      String.raw`\.changes\.(?:title|body)\.from\b`,
    ].join('|') +
    '))',
  'i',
);

/** The whole event, or a part that holds such texts, as JSON: a quote in a title ends the string around it. */
const wholeEvent =
  /\btoJSON\(\s*github(?:\.event(?:\.(?:issue|pull_request|comment|review|discussion|commits|head_commit|workflow_run))?)?\s*\)/i;

export type Expression = { /** Without the braces. */ code: string; /** Offset of `${{` in the text. */ start: number };

/** The expressions of a text. One that is not closed reaches no further than the limit of what GitHub accepts. */
export function expressionsOf(text: string): Expression[] {
  const found: Expression[] = [];
  for (let at = text.indexOf('${{'); at >= 0; at = text.indexOf('${{', at + 3)) {
    const end = text.indexOf('}}', at);
    if (end < 0) break;
    if (end - at < 2_000) found.push({ code: text.slice(at + 3, end).trim(), start: at });
  }
  return found;
}

/** The part of the expression that somebody else writes; undefined when its value is no such text (a comparison, a test for words). */
export function untrustedPart(code: string, names: ReadonlyMap<string, string> = new Map()): string | undefined {
  const value = code
    .replaceAll(/\['(\w+)'\]/g, '.$1')
    .replaceAll(/\b(?:contains|startsWith|endsWith|hashFiles)\([^()]*(?:\([^()]*\)[^()]*)*\)/gi, 'true')
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .replaceAll(/[\w.*[\]]+\s*(?:==|!=)\s*(?:''|[\w.*[\]]+)/g, 'true')
    .replaceAll(/''\s*(?:==|!=)\s*[\w.*[\]]+/g, 'true');
  const found = untrusted.exec(value)?.[0] ?? wholeEvent.exec(value)?.[0];
  if (found !== undefined) return found;
  const variable = /\benv\.(\w+)/.exec(value)?.[1];
  return variable !== undefined && names.has(variable) ? `env.${variable}` : undefined;
}
