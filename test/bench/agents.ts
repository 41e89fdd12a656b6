/**
 * Reviews by agents against a scripted model server, over real HTTP with the real SDK: what the engine adds to each call, how well agents work
 * side by side, and what three real changes cost beside one flat prompt with whole files for each specialist.
 */
import Anthropic from '@anthropic-ai/sdk';
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { weightedInput } from '../../src/core/model/cost.js';
import { defaultModels } from '../../src/core/model/model-table.js';
import type { ReviewEffort } from '../../src/core/review/agents/model-reviewer.js';
import { builtInRubric } from '../../src/core/review/agents/rubric.js';
import { builtInSpecialists } from '../../src/core/review/agents/specialist.js';
import type { Scope } from '../../src/core/changes/change-set.js';
import type { ReviewReport } from '../../src/core/review/review-report.js';
import type { TranscriptEvent } from '../../src/core/transcript/transcript-event.js';
import { openRepo } from '../../src/node/changes/open-repo.js';
import { createReverie } from '../../src/node/create-reverie.js';
import { anthropicAccess } from '../../src/node/model/anthropic-access.js';
import { tempRepo, type TempRepo } from '../support/git-repo.js';
import { type ModelServer, type Script, type ServerAnswer, startModelServer, textOf, type WireRequest } from '../support/model-server.js';
import { type BenchRepo, benchRepos, emptyWorkTree } from './bench-repos.js';
import { median, shipped, type BenchRow } from './bench-row.js';

const overheadTarget = 5;
const chainTarget = 1.3;
const costTarget = 0.5;
const answerDelay = 300;

export async function benchAgents(): Promise<{ rows: BenchRow[] } | { keep: string }> {
  const rows = [await overhead(), await chain('standard'), await chain('thorough')];
  const repos = await benchRepos();
  if (!repos) return { rows: [...rows, missing('REVERIE_BENCH_REPOS is not set')] };
  return { rows: [...rows, ...(await costs(repos))] };
}

function missing(why: string): BenchRow {
  return { what: `cost of real changes: not measured, ${why}`, ours: '', reference: '' };
}

/**
 * One agent that reads a file in each of 20 rounds: from an answer's start on the server to the arrival of the next request, beside the SDK alone that
 * sends the very same requests one after the other. The difference is what the engine does: parsing the call, running the tool, writing both down
 * durably, counting and reserving.
 */
async function overhead(): Promise<BenchRow> {
  const repo = await twentyFiles(1);
  try {
    const gaps: number[] = [];
    let answered = 0;
    const timed: Script = (request) => {
      if (answered > 0 && request.messages.length > 1) gaps.push(performance.now() - answered);
      answered = performance.now();
      return roundOf(request) < 20 ? { calls: [readFile('src/part0.ts')] } : { text: 'Done.' };
    };
    const server = await startModelServer(timed);
    const { url, requests } = server;
    const sdk = new Anthropic({ apiKey: 'key', baseURL: url });
    const medians: { engine: number; alone: number }[] = [];
    let bodies: WireRequest[] = [];
    // in turns, so that other work on the machine slows both
    for (let run = 0; run < 5; run++) {
      await repo.write('src/part0.ts', partText('part0', `return total * items.length + ${run};`));
      answered = 0;
      await reviewed(repo, server, { kind: 'uncommitted' }, 'quick');
      const engine = median(gaps.splice(0).slice(1));
      bodies = requests.splice(0);
      answered = 0;
      for (const body of bodies) {
        const stream = await sdk.messages.create({ ...(body as Anthropic.MessageCreateParamsStreaming), stream: true });
        for await (const event of stream) if (event.type === 'message_stop') break;
      }
      medians.push({ engine, alone: median(gaps.splice(0).slice(1)) });
      requests.length = 0;
    }
    const engine = Math.min(...medians.slice(1).map((m) => m.engine));
    const alone = Math.min(...medians.slice(1).map((m) => m.alone));
    await server.close();
    const ours = engine - alone;
    return {
      what: `engine overhead per model call: tool run, durable transcript, budget (from one request to the next, ${engine.toFixed(1)} ms, without what the SDK alone takes for the same; median of ${bodies.length - 2}, the least of 4)`,
      ours: `${ours.toFixed(1)} ms`,
      reference: `${alone.toFixed(1)} ms (SDK and HTTP alone)`,
      target: `≤ ${overheadTarget} ms`,
      ok: ours <= overheadTarget,
    };
  } finally {
    await repo.dispose();
  }
}

/** Twenty files, each answer after 300 ms. The chain is read from what was recorded: who had to wait for whom, and how many answers each took. */
async function chain(effort: ReviewEffort): Promise<BenchRow> {
  const repo = await twentyFiles(20);
  try {
    return await withServer(
      (request) => ({ ...roleplay(request), delayMs: answerDelay }),
      async (server) => {
        const warm = await reviewed(repo, server, { kind: 'files', paths: ['src/part0.ts'] }, 'quick');
        if (warm.report.review.state !== 'done') throw new Error('the warm-up was not done');
        const runs: Awaited<ReturnType<typeof reviewed>>[] = [];
        for (let run = 0; run < 3; run++) {
          // agents look at nothing twice: each run has a change of its own
          for (let i = 0; i < 20; i++) await repo.write(`src/part${i}.ts`, partText(`part${i}`, `return total * items.length + ${run};`));
          runs.push(await reviewed(repo, server, { kind: 'uncommitted' }, effort));
        }
        const [fastest] = runs.toSorted((a, b) => a.report.usage.wallMs - b.report.usage.wallMs);
        const { report, events } = fastest!;
        const ideal = longestChain(events) * answerDelay;
        const ratio = report.usage.wallMs / ideal;
        return {
          what: `20-file review, ${effort}, ${report.usage.requests} answers of ${answerDelay} ms each: wall time (fastest of 3) beside the longest chain of answers that wait for each other`,
          ours: `${(report.usage.wallMs / 1000).toFixed(2)} s`,
          reference: `${(ideal / 1000).toFixed(2)} s (${ideal / answerDelay} answers)`,
          ratio,
          target: `≤ ${chainTarget}`,
          ok: ratio <= chainTarget,
        };
      },
    );
  } finally {
    await repo.dispose();
  }
}

/** In answers: the lead, then per unit its first specialist's start, the longest of the others or of itself, its verifier; then graders and revisers in turn. */
function longestChain(events: TranscriptEvent[]): number {
  const turns = new Map<string, number>();
  for (const event of events) if (event.type === 'turn') turns.set(event.agent, (turns.get(event.agent) ?? 0) + 1);
  const agents = events.flatMap((e) => (e.type === 'agent-started' ? [{ ...e, turns: turns.get(e.agent) ?? 0 }] : []));
  const sum = (role: string): number => agents.filter((a) => a.role === role).reduce((total, a) => total + a.turns, 0);
  const most = (role: string): number => Math.max(0, ...agents.filter((a) => a.role === role).map((a) => a.turns));
  const specialists = agents.filter((a) => a.role === 'specialist');
  // the others of a unit wait until the first one's answer begins
  const start = specialists.length > 1 ? 1 : 0;
  return sum('lead') + start + most('specialist') + most('verifier') + sum('grader');
}

type Size = { name: string; files: [number, number]; lines: [number, number] };
const sizes: Size[] = [
  { name: 'small', files: [1, 2], lines: [5, 40] },
  { name: 'medium', files: [4, 9], lines: [100, 400] },
  { name: 'large', files: [15, 40], lines: [800, 3_000] },
];

async function costs(repos: BenchRepo[]): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) {
    const change = await pick(repos, size);
    rows.push(change ? await cost(change, size) : missing(`no ${size.name} change was found`));
    if (change) await rm(change.folder, { recursive: true, force: true });
  }
  return rows;
}

type Change = { work: TempRepo; folder: string; commit: string; name: string; paths: string[] };

/** The newest commit of the size, of the first repositories that have one; of its files those that a review reads. */
async function pick(repos: BenchRepo[], { files, lines }: Size): Promise<Change | undefined> {
  for (const repo of repos) {
    const folder = path.join(tmpdir(), `reverie-agents-${process.pid}`);
    await rm(folder, { recursive: true, force: true });
    try {
      const work = await emptyWorkTree(repo, folder);
      const log = await work.git('log', '--no-merges', '-300', '--format=%x01%H', '--numstat', '--diff-filter=AM');
      for (const record of log.split('\x01').slice(1)) {
        const [commit = '', ...stats] = record.split('\n').filter(Boolean);
        const changed = stats.map((line) => line.split('\t')).filter(([added]) => added !== '-');
        const code = changed.filter(([, , file]) => /\.(?:[cm]?[jt]sx?|py|go|java|rb|rs)$/.test(file ?? ''));
        const size = code.reduce((sum, [added = 0, removed = 0]) => sum + Number(added) + Number(removed), 0);
        if (code.length !== changed.length || code.length < files[0] || code.length > files[1] || size < lines[0] || size > lines[1])
          continue;
        const paths = code.map(([, , file]) => file!).filter((file) => !file.includes('=>'));
        // a clone may lack blobs
        if (paths.length !== code.length || !(await hasAll(work, commit, paths))) continue;
        return { work, folder, commit, name: repo.name, paths };
      }
    } catch {
      // a clone that git cannot read is passed over: there are others
    }
    await rm(folder, { recursive: true, force: true });
  }
  return undefined;
}

async function hasAll(work: TempRepo, commit: string, paths: string[]): Promise<boolean> {
  for (const file of paths) {
    try {
      await wholeFile(work, commit, file);
    } catch {
      return false;
    }
  }
  return true;
}

async function wholeFile(work: TempRepo, commit: string, file: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', work.dir, 'show', `${commit}:${file}`], {
    maxBuffer: 50_000_000,
    env: { ...process.env, GIT_NO_LAZY_FETCH: '1' },
  });
  return stdout;
}

/** Agents that read two files and report one finding each; the other is one prompt per specialist with the changed files whole, without a cache. */
async function cost({ work, commit, name, paths }: Change, size: Size): Promise<BenchRow> {
  const sent: { request: WireRequest; answer: ServerAnswer }[] = [];
  const { report, requests } = await withServer(
    (request) => {
      const answer = roleplay(request, paths);
      sent.push({ request, answer });
      return answer;
    },
    async (server) => ({ ...(await reviewed(work, server, { kind: 'commit', commit }, 'standard')), requests: server.requests }),
  );
  const { inputUsd, outputUsd } = defaultModels['claude-sonnet-5-5'];
  const outputPrice = outputUsd / inputUsd;
  const { inputTokens, cachedTokens, outputTokens } = report.usage;
  // the price that the review was told, in tokens of uncached input
  const ours = ((report.usage.costUsd ?? Number.NaN) * 1_000_000) / inputUsd;
  const system = requests[0]?.system?.map((block) => block.text ?? '').join('').length ?? 0;
  const whole = (await Promise.all(paths.map((file) => wholeFile(work, commit, file)))).reduce((sum, text) => sum + text.length, 0);
  const diff = (await work.git('show', '--format=', commit)).length;
  // each specialist is told its task, the diff and the files it is about; it answers with one finding
  const flatInput = Math.ceil((system + whole + diff) / 4);
  const answer = Math.ceil(JSON.stringify(finding('a.ts', 1, 'x')).length / 4);
  const flat =
    builtInSpecialists.length *
    (weightedInput({ inputTokens: flatInput, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }) + answer * outputPrice);
  const ratio = ours / flat;
  return {
    what: `price-weighted tokens, ${size.name} change: ${name}, ${paths.length} files, ${report.usage.requests} requests (${inputTokens} in, ${cachedTokens} of them cached, ${outputTokens} out)`,
    ours: `${Math.round(ours)}`,
    reference: `${Math.round(flat)} (${builtInSpecialists.length} flat prompts with whole files)`,
    ratio,
    target: `≤ ${costTarget}`,
    ok: ratio <= costTarget,
  };
}

const isGrader = (request: WireRequest): boolean => request.tool_choice?.name === 'grade';
const roundOf = (request: WireRequest): number => request.messages.filter((m) => m.role === 'user').length;

function finding(file: string, line: number, quote: string): { name: string; input: unknown } {
  return {
    name: 'report_finding',
    input: {
      path: file,
      start_line: line,
      end_line: line,
      quote,
      title: 'The value is used before it was checked',
      why: 'When the list is empty the value is undefined, and every caller goes on with it. Check it first, and return early.',
      severity: 'medium',
      category: 'correctness',
      confidence: 0.8,
    },
  };
}

function graded(): ServerAnswer {
  return {
    calls: [
      {
        name: 'grade',
        input: { criteria: builtInRubric().criteria.map(({ id }) => ({ id, met: true, evidence: '', note: 'It is so.' })) },
      },
    ],
  };
}

/** An agent of each role: a specialist reads two files at once, reports one finding, and is done. */
function roleplay(request: WireRequest, paths: string[] = ['src/part0.ts', 'src/part1.ts']): ServerAnswer {
  if (isGrader(request)) return graded();
  const first = textOf({ ...request, system: [], messages: request.messages.slice(0, 1) });
  if (request.tool_choice?.name === 'assign') {
    const units = [...new Set([...first.matchAll(/^(u\d+): /gm)].map((m) => m[1]!))];
    return {
      calls: [
        {
          name: 'assign',
          input: { assignments: units.map((unit) => ({ unit, specialists: ['correctness', 'tests'] })), why: 'Plain code.' },
        },
      ],
    };
  }
  const round = roundOf(request);
  if (first.includes('Try to refute')) {
    const ids = [...new Set([...first.matchAll(/^(c\d+) \[/gm)].map((m) => m[1]!))];
    const judgements = ids.map((id) => ({ id, outcome: 'confirmed', reason: 'Followed it from its cause to its effect.' }));
    return round === 1 ? { calls: paths.slice(0, 1).map(readFile) } : { calls: [{ name: 'judge_findings', input: { judgements } }] };
  }
  if (round === 1) return { thinking: 'What does it do?', calls: paths.slice(0, 2).map(readFile) };
  const added = /what="diff of (\S+) [^]*?^ {5,}(\d+) \+ (.*\S.*)$/m.exec(first);
  if (round === 2 && added) return { calls: [finding(added[1]!, Number(added[2]), added[3]!)] };
  return { text: 'Done.' };
}

function readFile(file: string): { name: string; input: unknown } {
  return { name: 'read_file', input: { path: file } };
}

async function withServer<T>(script: Script, use: (server: ModelServer) => Promise<T>): Promise<T> {
  const server = await startModelServer(script);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

async function reviewed(
  repo: TempRepo,
  { url }: ModelServer,
  scope: Scope,
  effort: ReviewEffort,
): Promise<{ report: ReviewReport; events: TranscriptEvent[] }> {
  const reverie = await createReverie({
    repo: await openRepo(repo.dir),
    kind: 'cli',
    assets: path.resolve(shipped('dist/assets')),
    version: 'bench',
    model: (ports) => anthropicAccess({ apiKey: 'key', baseUrl: url, dayLimits: {} }, ports.clock),
  });
  try {
    const report = await reverie.review({ scope, model: { effort, budget: { maxUsd: 50 } } }, { signal: new AbortController().signal });
    const { events } = await reverie.transcript(report.review.id);
    return { report, events };
  } finally {
    await reverie.close();
  }
}

/** So many files of some 80 lines, each with a changed function. */
async function twentyFiles(count: number): Promise<TempRepo> {
  const repo = await tempRepo();
  const names = Array.from({ length: count }, (_, i) => `part${i}`);
  await repo.commit('before', Object.fromEntries(names.map((name) => [`src/${name}.ts`, partText(name, 'return total;')])));
  for (const name of names) await repo.write(`src/${name}.ts`, partText(name, 'return total * items.length;'));
  return repo;
}

function partText(name: string, end: string): string {
  const parts = Array.from({ length: 12 }, (_, i) => {
    const last = i % 2 === 0 ? end : 'return total;';
    return `export function ${name}${i}(items: number[]): number {\n  let total = 0;\n  for (const item of items) total += item;\n  ${last}\n}\n`;
  });
  return parts.join('\n');
}
