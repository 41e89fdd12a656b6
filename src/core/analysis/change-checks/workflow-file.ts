/** A workflow or action of GitHub Actions, read for what its steps run. Broken YAML is read as far as it goes. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Scalar, type YAMLMap } from 'yaml';

export type Step = {
  /** Scripts of the step: `run`, or the input of an action that runs it. */
  scripts: Scalar[];
  uses?: string;
  /** Inputs by name. */
  with: Map<string, Scalar>;
  /** `env` of workflow, job and step: value by name. */
  env: Map<string, string>;
};

export type WorkflowFile = {
  /** What starts it; empty for an action. */
  triggers: { name: string; line: number }[];
  steps: Step[];
  lineAt: (offset: number) => number;
};

/** Longer files are no person's workflows. */
const longest = 300_000;

export function isWorkflowPath(path: string): boolean {
  return /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/.test(path);
}

/** Undefined when the text is no YAML mapping, or is nested too deeply to be read. */
export function readWorkflow(text: string): WorkflowFile | undefined {
  if (text.length > longest) return undefined;
  const lineCounter = new LineCounter();
  const root = contentsOf(text, lineCounter);
  if (!isMap(root)) return undefined;
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const steps: Step[] = [];
  const env = variables(root, new Map());
  const jobs = mapAt(root, 'jobs');
  for (const { value: job } of jobs?.items ?? []) if (isMap(job)) steps.push(...stepsOf(job, variables(job, env)));
  const runs = mapAt(root, 'runs');
  if (runs) steps.push(...stepsOf(runs, env));
  return { triggers: triggersOf(root, lineAt), steps, lineAt };
}

function contentsOf(text: string, lineCounter: LineCounter): unknown {
  try {
    return parseDocument(text, { lineCounter, logLevel: 'silent', uniqueKeys: false }).contents;
  } catch (error) {
    // nested so deep that the parser runs out of stack: no workflow that GitHub would run
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function stepsOf(owner: YAMLMap, env: Map<string, string>): Step[] {
  const list = owner.get('steps');
  if (!isSeq(list)) return [];
  return list.items.filter(isMap).map((item) => {
    const uses = scalarAt(item, 'uses');
    const inputs = new Map<string, Scalar>();
    for (const { key, value } of mapAt(item, 'with')?.items ?? [])
      if (isScalar(key) && isScalar(value)) inputs.set(String(key.value), value);
    const name = typeof uses?.value === 'string' ? uses.value : undefined;
    const run = scalarAt(item, 'run');
    const script = name !== undefined && /^actions\/github-script(?:@|$)/i.test(name) ? inputs.get('script') : undefined;
    return {
      scripts: [run, script].filter((s) => s !== undefined),
      ...(name !== undefined && { uses: name }),
      with: inputs,
      env: variables(item, env),
    };
  });
}

function triggersOf(root: YAMLMap, lineAt: (offset: number) => number): WorkflowFile['triggers'] {
  const pair = root.items.find(({ key }) => isScalar(key) && (key.value === 'on' || key.value === true));
  const on = pair?.value;
  const named = (node: unknown): WorkflowFile['triggers'] =>
    isScalar(node) && typeof node.value === 'string' ? [{ name: node.value, line: lineAt(node.range?.[0] ?? 0) }] : [];
  if (isSeq(on)) return on.items.flatMap(named);
  if (isMap(on)) return on.items.flatMap(({ key }) => named(key));
  return named(on);
}

function variables(owner: YAMLMap, outer: Map<string, string>): Map<string, string> {
  const own = mapAt(owner, 'env');
  if (!own) return outer;
  const all = new Map(outer);
  for (const { key, value } of own.items) if (isScalar(key) && isScalar(value)) all.set(String(key.value), String(value.value));
  return all;
}

function mapAt(owner: YAMLMap, key: string): YAMLMap | undefined {
  const value = owner.get(key);
  return isMap(value) ? value : undefined;
}

function scalarAt(owner: YAMLMap, key: string): Scalar | undefined {
  const value = owner.get(key, true);
  return isScalar(value) ? value : undefined;
}
