/** Reads SARIF 2.1.0 (OASIS) of any analyzer into remarks. The text is untrusted: what is malformed costs only itself, and is told. */
import { severityOf, categoryOf, confidenceOf } from './classify.js';
import { isObject, type JsonObject, member, members, parseJson, text, whole } from './json-access.js';
import {
  type ColumnKind,
  longestReport,
  mostResults,
  type OutsideEdit,
  type OutsideReading,
  type OutsideRegion,
  type OutsideRemark,
  type OutsideSuppression,
} from './outside-remark.js';
import { ruleName, toolName } from './rule-name.js';
import { safeText, safeWord, titleOf } from './safe-text.js';
import { type FindFile, sarifFiles } from './sarif-files.js';
import { messageText } from './sarif-message.js';
import { cweIds, ruleOf, type SarifRule, type SarifTool, sarifTool, tagsOf } from './sarif-rules.js';
import { tally } from './tally.js';

/** Levels and kinds that a result may have by other words than its own. */
const levels = new Set(['none', 'note', 'warning', 'error']);

/**
 * `roots`: the absolute paths by which this machine knows the repo's root. Results whose kind is not `fail` say that something is all
 * right and are passed over; those that their tool suppresses are kept with the reason.
 */
export function readSarif(sarif: string, options: { roots: string[] }): OutsideReading {
  if (sarif.length > longestReport)
    return refused(`it has more than ${longestReport / 1_000_000} MB`, 'Let the analyzer report on less, or split its report');
  const parsed = parseJson(sarif);
  if ('problem' in parsed) return refused(`it is not JSON: ${parsed.problem}`, 'Give a file that the analyzer wrote as SARIF 2.1.0');
  const log = parsed.value;
  if (Array.isArray(log))
    return refused('it is a JSON list, not SARIF', 'Let the analyzer print SARIF 2.1.0 (ESLint: -f @microsoft/eslint-formatter-sarif)');
  if (!isObject(log) || !Array.isArray(log['runs']))
    return refused('it is JSON, but not SARIF', 'Give a file that the analyzer wrote as SARIF 2.1.0');
  const version =
    text(log, 'version') ?? /sarif(?:-schema)?-(\d+\.\d+\.\d+)/.exec(text(log, '$schema') ?? '')?.[1] ?? 'of an unknown version';
  if (!version.startsWith('2.1.0'))
    return refused(`it is SARIF ${safeWord(version)}`, 'Let the analyzer write SARIF 2.1.0, the only version that is read');
  const remarks: OutsideRemark[] = [];
  const problems = tally();
  for (const run of members(log, 'runs')) readRun(run, options.roots, remarks, problems);
  const tools = members(log, 'runs').map((run) => sarifTool(run).driver.name);
  return { state: 'read', remarks, tools: [...new Set(tools.map(toolName))], problems: problems.sentences() };
}

function refused(reason: string, next: string): OutsideReading {
  return { state: 'refused', reason, next };
}

type Problems = ReturnType<typeof tally>;

type Run = { name: string; tool: SarifTool; files: FindFile; columns: ColumnKind | undefined; overrides: JsonObject[] };

function readRun(json: JsonObject, roots: string[], remarks: OutsideRemark[], problems: Problems): void {
  const tool = sarifTool(json);
  const kind = text(json, 'columnKind');
  const run: Run = {
    name: toolName(tool.driver.name),
    tool,
    files: sarifFiles(json, roots),
    columns: kind === 'utf16CodeUnits' ? 'utf16' : kind === 'unicodeCodePoints' ? 'codepoint' : undefined,
    overrides: members(json, 'invocations').flatMap((invocation) => members(invocation, 'ruleConfigurationOverrides')),
  };
  const external = member(json, 'externalPropertyFileReferences');
  if (members(external, 'results').length > 0) problems.add(`${run.name} keeps results in other files, which are not read`);
  if (members(json, 'invocations').some((invocation) => invocation['executionSuccessful'] === false)) {
    problems.add(`${run.name} says that it did not run to its end, so its report may lack results`);
  }
  const results: unknown = json['results'];
  if (!Array.isArray(results)) return;
  for (const result of results as unknown[]) {
    if (remarks.length >= mostResults) problems.add(`${run.name} has results beyond the first ${mostResults}, which are left out`);
    else if (isObject(result)) readResult(result, run, remarks, problems);
    else problems.add(`${run.name} has results that are no objects`);
  }
}

function readResult(result: JsonObject, run: Run, remarks: OutsideRemark[], problems: Problems): void {
  if ((text(result, 'kind') ?? 'fail') !== 'fail') return;
  const rule = ruleOf(result, run.tool);
  const said = messageText(member(result, 'message'), rule).trim() || describe(rule) || (text(rule.descriptor, 'name') ?? rule.id ?? '');
  if (said.trim() === '') return problems.add(`${run.name} has results without a message`);
  const places = members(result, 'locations').map((location) => member(location, 'physicalLocation'));
  if (places.length === 0) return problems.add(`${run.name} has results that name no file`);
  const found = places.map((place) => ({ place, file: run.files(member(place, 'artifactLocation')) }));
  const inside = found.find(({ file }) => file.state === 'inside');
  if (inside?.file.state !== 'inside') return problems.add(`${run.name} has results on files outside the repository`);

  const tags = tagsOf(result, rule);
  const cwe = cweIds(result, rule, run.tool);
  const level = levelOf(result, rule, run.overrides);
  const properties = [member(result, 'properties'), member(rule.descriptor, 'properties')];
  const score = properties.map(scoreOf).find((value) => value !== undefined);
  const region = readRegion(member(inside.place, 'region'));
  const snippet = text(member(member(inside.place, 'region'), 'snippet'), 'text');
  const fix = readFix(result, run.files);
  const fingerprints = { ...strings(member(result, 'partialFingerprints')), ...strings(member(result, 'fingerprints')) };
  const suppressed = suppressionOf(result);
  const suppressions = members(result, 'suppressions').slice(0, 20).map(readSuppression);
  const baseline = text(result, 'baselineState');
  const id = rule.id === undefined ? '' : safeWord(rule.id);
  remarks.push({
    tool: run.name,
    ...(id !== '' && { toolRule: id, rule: ruleName(run.name, id) }),
    category: categoryOf({ tags, cwe, tool: run.name, level, score }),
    severity: severityOf(level, score),
    confidence: confidenceOf(properties.flatMap((p) => [text(p, 'precision'), text(p, 'confidence')]).concat(tags)),
    title: safeText(titleOf(said)),
    body: bodyOf(said, rule),
    ...(cwe.length > 0 && { cwe }),
    path: inside.file.path,
    ...(region && { region }),
    ...(run.columns && { columns: run.columns }),
    ...(snippet !== undefined && snippet.length <= 20_000 && { snippet }),
    ...(fix && { fix }),
    ...(Object.keys(fingerprints).length > 0 && { fingerprints }),
    ...((baseline === 'new' || baseline === 'unchanged' || baseline === 'updated' || baseline === 'absent') && { baseline }),
    ...(suppressed !== undefined && { suppressed }),
    ...(suppressions.length > 0 && { suppressions }),
  });
}

/** The result's own level, else what this run made of the rule, else the rule's default, else `warning` (§3.27.10). */
function levelOf(result: JsonObject, rule: SarifRule, overrides: JsonObject[]): string | undefined {
  const configured = overrides.findLast((override) => rule.id !== undefined && text(member(override, 'descriptor'), 'id') === rule.id);
  const said = [
    text(result, 'level'),
    text(member(configured ?? {}, 'configuration'), 'level'),
    text(member(rule.descriptor, 'defaultConfiguration'), 'level'),
  ];
  return said.find((level) => level !== undefined && levels.has(level)) ?? 'warning';
}

/** A string by GitHub's convention; some analyzers write a number. */
function scoreOf(properties: JsonObject): string | undefined {
  const value = properties['security-severity'];
  const score = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  return score.trim() !== '' && Number(score) > 0 ? score : undefined;
}

function describe({ descriptor }: SarifRule): string {
  for (const name of ['fullDescription', 'shortDescription']) {
    const said = messageText(member(descriptor, name));
    if (said.trim() !== '') return said;
  }
  return '';
}

/** The whole message, and what the rule is about where it says more. */
function bodyOf(said: string, rule: SarifRule): string {
  const about = describe(rule).trim();
  const more = about === '' || about === rule.id || said.includes(about) || about.length > 1_500 ? '' : about;
  return [said.trim(), more].filter(Boolean).map(safeText).join('\n\n');
}

/** Without a status it is accepted (§3.35.3); one that is none of the standard's says nothing yet. */
function readSuppression(json: JsonObject): OutsideSuppression {
  const status = text(json, 'status') ?? 'accepted';
  const justification = safeText(text(json, 'justification') ?? '');
  return {
    kind: text(json, 'kind') === 'external' ? 'external' : 'inSource',
    status: status === 'rejected' || status === 'accepted' ? status : 'underReview',
    ...(justification !== '' && { justification }),
  };
}

/** Any accepted suppression suppresses, unless another one was rejected or is still under review (§3.27.23). */
function suppressionOf(result: JsonObject): string | undefined {
  const suppressions = members(result, 'suppressions');
  const accepted = suppressions.find((s) => ['accepted', undefined].includes(text(s, 'status')));
  if (!accepted || suppressions.some((s) => !['accepted', undefined].includes(text(s, 'status')))) return undefined;
  return (
    safeText(text(accepted, 'justification') ?? '') ||
    (text(accepted, 'kind') === 'external' ? 'by a list of its own' : 'by a comment in the code')
  );
}

function readRegion(region: JsonObject): OutsideRegion | undefined {
  const startLine = whole(region, 'startLine', 1);
  if (startLine !== undefined) {
    const startColumn = whole(region, 'startColumn', 1);
    const endColumn = whole(region, 'endColumn', 1);
    const endLine = Math.max(whole(region, 'endLine', 1) ?? startLine, startLine);
    return {
      unit: 'line',
      startLine,
      endLine,
      ...(startColumn !== undefined && { startColumn }),
      ...(endColumn !== undefined && { endColumn }),
    };
  }
  for (const unit of ['char', 'byte'] as const) {
    const offset = whole(region, `${unit}Offset`);
    if (offset !== undefined) return { unit, offset, length: whole(region, `${unit}Length`) ?? 0 };
  }
  return undefined;
}

/** The first fix that can be read whole; one edit that cannot makes the rest of it wrong. */
function readFix(result: JsonObject, files: FindFile): OutsideEdit[] | undefined {
  for (const fix of members(result, 'fixes')) {
    const edits = members(fix, 'artifactChanges').flatMap((change) => {
      const file = files(member(change, 'artifactLocation'));
      return members(change, 'replacements').map((replacement): OutsideEdit | undefined => {
        const region = readRegion(member(replacement, 'deletedRegion'));
        const inserted = member(replacement, 'insertedContent');
        const added = 'insertedContent' in replacement ? text(inserted, 'text') : '';
        return file.state === 'inside' && region && added !== undefined ? { path: file.path, region, text: added } : undefined;
      });
    });
    if (edits.length > 0 && edits.length <= 100 && edits.every((edit) => edit !== undefined)) return edits;
  }
  return undefined;
}

/** What stands in place of a value tells nothing: Semgrep without an account writes `requires login`. */
function strings(from: JsonObject): Record<string, string> {
  const entries = Object.entries(from).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
  return Object.fromEntries(entries.filter(([, value]) => value !== 'requires login').slice(0, 20));
}
