/** Reads the output of ESLint’s `json` formatter, which some other linters print too. Untrusted like SARIF. */
import { categoryOf, severityOf } from './classify.js';
import { isObject, type JsonObject, member, members, parseJson, text, whole } from './json-access.js';
import { longestReport, mostResults, type OutsideEdit, type OutsideReading, type OutsideRemark } from './outside-remark.js';
import { repoPaths } from './repo-paths.js';
import { ruleName } from './rule-name.js';
import { safeText, safeWord, titleOf } from './safe-text.js';
import { tally } from './tally.js';

const levels: Record<number, string> = { 1: 'warning', 2: 'error' };

/** `roots`: the absolute paths by which this machine knows the repo's root. `tool`: who printed it. */
export function readEslintJson(json: string, options: { roots: string[]; tool?: string }): OutsideReading {
  if (json.length > longestReport) return refused(`it has more than ${longestReport / 1_000_000} MB`);
  const parsed = parseJson(json);
  if ('problem' in parsed) return refused(`it is not JSON: ${parsed.problem}`);
  const files = parsed.value;
  if (!Array.isArray(files) || !files.every((file) => isObject(file) && Array.isArray(file['messages'])))
    return refused('it is JSON, but not what ESLint prints');
  const tool = options.tool ?? 'eslint';
  const resolve = repoPaths(options.roots);
  const remarks: OutsideRemark[] = [];
  const problems = tally();
  const texts: Record<string, string> = {};
  for (const file of files as JsonObject[]) {
    const place = resolve(encoded(text(file, 'filePath') ?? ''));
    const messages = [
      ...members(file, 'messages').map((message) => ({ message, suppressed: undefined })),
      ...members(file, 'suppressedMessages').map((message) => ({ message, suppressed: justification(message) })),
    ];
    if (messages.length === 0) continue;
    if (place.state === 'outside') {
      problems.add(`${tool} has results on files outside the repository`);
      continue;
    }
    const source = text(file, 'source');
    if (source !== undefined) texts[place.path] = source;
    for (const { message, suppressed } of messages) {
      if (remarks.length >= mostResults) problems.add(`${tool} has results beyond the first ${mostResults}, which are left out`);
      else if ((text(message, 'message') ?? '').trim() === '') problems.add(`${tool} has results without a message`);
      else remarks.push(readMessage(message, { path: place.path, tool, suppressed }));
    }
  }
  return { state: 'read', remarks, tools: [tool], problems: problems.sentences(), ...(Object.keys(texts).length > 0 && { texts }) };
}

function refused(reason: string): OutsideReading {
  return { state: 'refused', reason, next: 'Let the command print SARIF 2.1.0, or the JSON of ESLint’s formatter json' };
}

function readMessage(
  message: JsonObject,
  { path, tool, suppressed }: { path: string; tool: string; suppressed: string | undefined },
): OutsideRemark {
  const said = text(message, 'message') ?? '';
  const fatal = message['fatal'] === true;
  // without a rule it is the parser that speaks, or ESLint itself (an unused directive)
  const toolRule = safeWord(text(message, 'ruleId') ?? '') || (fatal ? 'parse-error' : '');
  const level = fatal ? 'error' : levels[whole(message, 'severity') ?? 0];
  const startLine = whole(message, 'line', 1);
  const fix = readFix(message, path);
  return {
    tool,
    ...(toolRule !== '' && { toolRule, rule: ruleName(tool, toolRule) }),
    category: categoryOf({
      tags: /(?:^|\/)(?:security|no-unsanitized|no-secrets)\//.test(toolRule) ? ['security'] : [],
      cwe: [],
      tool,
      level,
    }),
    severity: severityOf(level),
    confidence: fatal ? 0.9 : 0.7,
    title: safeText(titleOf(said)),
    body: safeText(said),
    path,
    ...(startLine !== undefined && { region: readRegion(message, startLine) }),
    columns: 'utf16',
    ...(fix && { fix }),
    ...(suppressed !== undefined && { suppressed }),
  };
}

function readRegion(message: JsonObject, startLine: number): OutsideRemark['region'] {
  const startColumn = whole(message, 'column', 1);
  const endColumn = whole(message, 'endColumn', 1);
  const endLine = Math.max(whole(message, 'endLine', 1) ?? startLine, startLine);
  return {
    unit: 'line',
    startLine,
    endLine,
    ...(startColumn !== undefined && { startColumn }),
    ...(endColumn !== undefined && { endColumn }),
  };
}

/** A range of `[start, end)` in UTF-16 units of the text without its byte-order mark; before 0 it is that mark which goes. */
function readFix(message: JsonObject, path: string): OutsideEdit[] | undefined {
  const fix = member(message, 'fix');
  const [start, end] = Array.isArray(fix['range']) ? (fix['range'] as unknown[]) : [];
  const added = text(fix, 'text');
  if (typeof start !== 'number' || typeof end !== 'number' || !(start >= 0 && end >= start) || added === undefined) return undefined;
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return undefined;
  return [{ path, region: { unit: 'char', offset: start, length: end - start }, text: added }];
}

function justification(message: JsonObject): string {
  const said = members(message, 'suppressions').map((s) => text(s, 'justification') ?? '');
  return safeText(said.find((s) => s !== '') ?? '') || 'by a comment in the code';
}

/** A path of the file system is no address: a `%` in it is a `%`. */
function encoded(path: string): string {
  return path.replaceAll('%', '%25');
}
