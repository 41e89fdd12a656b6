/** The commands of `reverie` and their options. What a command does is imported when it runs, so that starting is fast. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { LessonChange, VerdictRequest } from '../core/reverie.js';
import {
  applyWords,
  kindWords,
  lessonFormats,
  statusWords,
  reviewFormats,
  scopeKinds,
  severityWords,
  modelWords,
  effortWords,
  speakerWords,
  verdictWords,
} from './choices.js';
import type { ListOptions } from './commands/memory.js';
import type { ChangeOptions } from './commands/memory-change.js';
import type { EditOptions } from './commands/memory-edit.js';
import type { BacktestOptions } from './commands/backtest.js';
import type { LearnOptions } from './commands/learn.js';
import type { DreamOptions } from './commands/dream.js';
import type { McpOptions } from './commands/mcp.js';
import type { ForgetOptions } from './commands/forget.js';
import type { ReviewOptions } from './commands/review.js';
import type { VerdictOptions } from './commands/verdict.js';
import type { CommonOptions } from './common-options.js';
import type { CommandContext } from './terminal.js';

/** `finish` receives the exit code of the command that ran. */
export function createProgram(context: CommandContext, finish: (code: number) => void): Command {
  const program = new Command('reverie')
    .description('A code-review agent that remembers what people do with its findings, and dreams.')
    .version(context.version)
    .showHelpAfterError('(reverie help COMMAND explains a command)')
    .exitOverride();
  const run =
    <A extends unknown[]>(action: (...args: A) => Promise<number>) =>
    async (...args: A) =>
      finish(await action(...args));

  common(program.command('review'), new Option('--format <format>', 'how to print the findings').choices(reviewFormats))
    .description('review changes and print the findings')
    .addOption(new Option('--scope <kind>', 'what to review (default: uncommitted)').choices(scopeKinds))
    .option('--base <ref>', 'review this branch since its merge base with <ref>')
    .option('--commit <sha>', 'review one commit')
    .option('--range <a..b>', 'review the changes from <a> to <b>')
    .option('--path <glob...>', 'limit the review to these files')
    .option('--output <file>', 'write the result to a file instead of stdout')
    .option('--sarif <file...>', 'take in what other analyzers wrote as SARIF 2.1.0')
    .option('--sarif-baseline <file...>', 'SARIF of before the change: what stands there too is not new')
    .option('--analyzer <command>', 'run a program that prints SARIF or ESLint’s JSON; {files} are the changed files', gather)
    .addOption(new Option('--fail-on <severity>', 'exit with 1 only for findings at or above it').choices(severityWords))
    .addOption(
      new Option('--model <name>', 'the language model: none, or anthropic (with ANTHROPIC_API_KEY)').choices(modelWords).default('none'),
    )
    .addOption(new Option('--effort <effort>', 'how thoroughly agents review (default: standard)').choices(effortWords))
    .addOption(new Option('--max-cost <usd>', 'what a model may cost for this review (default: 1 USD)').argParser(parseAmount))
    .addOption(new Option('--max-tokens <count>', 'tokens that a model may use for this review').argParser(parseCount))
    .action(run(async (options: ReviewOptions) => (await import('./commands/review.js')).reviewCommand(context, options)));

  speaking(common(program.command('verdict')))
    .description('say what you think of a finding; it is recorded, and dreams learn from it')
    .argument('<finding>', 'id or fingerprint of the finding, or the start of one')
    .addArgument(program.createArgument('<verdict>', 'what you think of it').choices(verdictWords))
    .option('--reason <text>', 'why: false-alarm, intended, not-worth-it, already-handled, duplicate, never-here, other, or your own words')
    .addOption(
      new Option('--model <name>', 'who checks again what you contest: none (the rules), or anthropic (with ANTHROPIC_API_KEY)')
        .choices(modelWords)
        .default('none'),
    )
    .addOption(new Option('--max-cost <usd>', 'what a model may cost for it (default: 1 USD)').argParser(parseAmount))
    .action(
      run(async (finding: string, verdict: VerdictRequest['verdict'], options: VerdictOptions) =>
        (await import('./commands/verdict.js')).verdictCommand(context, finding, verdict, options),
      ),
    );

  speaking(common(program.command('dream')))
    .description('learn from the reviews and verdicts so far, and refine the memory')
    .option('--dry-run', 'show what would be learned, and change nothing')
    .option('--status', 'show what is new, what waits for you, and the journal of dreams; dream of nothing')
    .addOption(
      new Option('--apply <how>', 'auto: what its backtest allows; ask: everything waits for you').choices(applyWords).default('auto'),
    )
    .addOption(
      new Option('--model <name>', 'lets a model reflect too: none, or anthropic (with ANTHROPIC_API_KEY)')
        .choices(modelWords)
        .default('none'),
    )
    .addOption(new Option('--max-cost <usd>', 'what a model may cost for this dream (default: 0.50 USD)').argParser(parseAmount))
    .addOption(new Option('--max-tokens <count>', 'tokens that a model may use for this dream').argParser(parseCount))
    .option('--allow-model', 'allow dreams in this repo to use a model from now on, also those that begin by themselves')
    .action(run(async (options: DreamOptions) => (await import('./commands/dream.js')).dreamCommand(context, options)));

  const learn = program.command('learn').description('learn from what the team has settled already');
  common(learn.command('history'))
    .description('from the default branch: merged suppressions, guideline files, files that were fixed again and again')
    .option('--dry-run', 'show what would be learned, and change nothing')
    .action(run(async (options: LearnOptions) => (await import('./commands/learn.js')).learnHistory(context, options)));
  common(learn.command('sarif'))
    .description('from suppressed results in what other analyzers wrote as SARIF 2.1.0')
    .argument('<file...>', 'SARIF files')
    .option('--dry-run', 'show what would be learned, and change nothing')
    .action(
      run(async (files: string[], options: LearnOptions) => (await import('./commands/learn.js')).learnSarif(context, files, options)),
    );

  common(program.command('backtest'))
    .description('test the lessons on past findings; or foretell new findings from labelled ones')
    .option('--verdicts <file>', 'JSON Lines of findings with a verdict (accepted or rejected) to learn from')
    .option('--against <file>', 'JSON Lines of findings to score; printed in order with score and effect')
    .action(run(async (options: BacktestOptions) => (await import('./commands/backtest.js')).backtestCommand(context, options)));

  addMemory(program, context, run);
  addTranscripts(program, context, run);

  common(program.command('audit'))
    .description('check that everything recorded is still there and unchanged')
    .action(run(async (options: CommonOptions) => (await import('./commands/audit.js')).auditCommand(context, options)));

  common(program.command('forget'))
    .description('delete what was recorded of this repo, for good')
    .option('--transcripts', 'the records of reviews and dreams')
    .option('--ledger', 'verdicts and outcomes')
    .option('--memory', 'every version of the lessons, and what waits')
    .option('--export <file>', 'write it to a .tar.gz first')
    .option('--yes', 'do not ask')
    .action(run(async (options: ForgetOptions) => (await import('./commands/forget.js')).forgetCommand(context, options)));

  program
    .command('mcp')
    .description('serve coding agents over MCP (stdio): review, findings, recall, verdicts')
    .option('--repo <dir>', 'the only repo to serve (default: the client’s roots, else the current folder)')
    .option('--storage <dir>', 'where transcripts and verdicts are kept (default: in the repo’s git folder)')
    .addOption(
      new Option('--model <name>', 'lets reviews use a language model: none, or anthropic (with ANTHROPIC_API_KEY)')
        .choices(modelWords)
        .default('none'),
    )
    .addOption(new Option('--effort <effort>', 'how thoroughly agents review (default: standard)').choices(effortWords))
    .addOption(new Option('--max-cost <usd>', 'what a model may cost for one review (default: 1 USD)').argParser(parseAmount))
    .addOption(new Option('--max-tokens <count>', 'tokens that a model may use for one review').argParser(parseCount))
    .action(run(async (options: McpOptions) => (await import('./commands/mcp.js')).mcpCommand(context, options)));

  program
    .command('demo', { hidden: true })
    .argument('[path]', 'a repo to review instead of the sample')
    .action(run(async (path: string | undefined) => (await import('./commands/demo.js')).demoCommand(context, path)));

  return program;
}

type Run = <A extends unknown[]>(action: (...args: A) => Promise<number>) => (...args: A) => Promise<void>;

function addMemory(program: Command, context: CommandContext, run: Run): void {
  const memory = program.command('memory').description('read and change what was learned');
  const read = () => import('./commands/memory.js');
  const change = () => import('./commands/memory-change.js');
  common(memory.command('list'))
    .description('list the lessons, and what waits for you')
    .option('--all', 'retired lessons too')
    .addOption(new Option('--kind <kind...>', 'only lessons of these kinds').choices(kindWords))
    .addOption(new Option('--status <status...>', 'only lessons in these states').choices(statusWords))
    .option('--rule <rule...>', 'only lessons about these rules, or the rules of a group (js)')
    .option('--path <file...>', 'only lessons that hold for these files')
    .option('--search <words>', 'only lessons in which each of these words stands')
    .action(run(async (options: ListOptions) => (await read()).listLessons(context, options)));
  common(memory.command('show'), new Option('--format <format>', 'text, json, or the file itself (markdown)').choices(lessonFormats))
    .description('show one lesson with its evidence')
    .argument('<lesson>', 'id of the lesson, or the start of it')
    .action(
      run(async (id: string, options: Omit<CommonOptions, 'format'> & { format: 'text' | 'json' | 'markdown' }) =>
        (await read()).showLesson(context, id, options),
      ),
    );
  speaking(common(memory.command('edit')))
    .description('change a lesson as a text: in your editor, from a file, or from stdin')
    .argument('<lesson>', 'id of the lesson, or the start of it')
    .option('--file <file>', 'the edited text (- is stdin) instead of your editor (VISUAL or EDITOR)')
    .option('--reason <text>', 'why, for its history')
    .action(run(async (id: string, options: EditOptions) => (await import('./commands/memory-edit.js')).editLesson(context, id, options)));
  common(memory.command('health'))
    .description('say what is wrong with the lessons: duplicates, contradictions, stale citations, unused and harmful ones')
    .action(run(async (options: CommonOptions) => (await read()).showHealth(context, options)));
  common(memory.command('history'))
    .description('list the versions of memory, or of one lesson')
    .argument('[lesson]', 'id of the lesson, or the start of it')
    .action(run(async (id: string | undefined, options: CommonOptions) => (await read()).showHistory(context, id, options)));
  common(memory.command('diff'))
    .description('show what changed between two versions (default: in the newest one)')
    .argument('[from]', 'version, or the start of it')
    .argument('[to]', 'version, or the start of it (default: the newest)')
    .action(
      run(async (from: string | undefined, to: string | undefined, options: CommonOptions) =>
        (await read()).showDiff(context, from, to, options),
      ),
    );
  speaking(common(memory.command('rollback')))
    .description('make an earlier version the newest again')
    .argument('<version>', 'version, or the start of it')
    .action(run(async (version: string, options: ChangeOptions) => (await change()).rollback(context, version, options)));
  speaking(common(memory.command('revert')))
    .description('take back one change; the later ones stay')
    .argument('<operation>', 'id of the change, or the start of it: memory history lists them')
    .action(run(async (id: string, options: ChangeOptions) => (await change()).revert(context, id, options)));
  const changes: [LessonChange, string][] = [
    ['pin', 'keep a lesson as it is: dreams do not change it'],
    ['unpin', 'let dreams change a pinned lesson again'],
    ['activate', 'let a lesson on trial, asleep or proposed take effect'],
    ['retire', 'take a lesson out of effect; it is kept'],
  ];
  speaking(common(memory.command('restore')))
    .description('bring a lesson back: a retired one, one whose file is broken or gone, or one as it was in a version')
    .argument('<lesson>', 'id of the lesson, or the start of it')
    .option('--from <version>', 'version to bring it back from, or the start of it')
    .option('--reason <text>', 'why, for its history')
    .action(run(async (id: string, options: ChangeOptions & { from?: string }) => (await change()).restore(context, id, options)));
  for (const [name, description] of changes) {
    speaking(common(memory.command(name)))
      .description(description)
      .argument('<lesson>', 'id of the lesson, or the start of it')
      .option('--reason <text>', 'why, for its history')
      .action(run(async (id: string, options: ChangeOptions) => (await change()).changeLesson(context, name, id, options)));
  }
  for (const decision of ['approve', 'discard'] as const) {
    speaking(common(memory.command(decision)))
      .description(`${decision} a change that a dream proposed`)
      .argument('<operation>', 'id of the proposed change, or the start of it')
      .action(run(async (id: string, options: ChangeOptions) => (await change()).decide(context, decision, id, options)));
  }
}

function addTranscripts(program: Command, context: CommandContext, run: Run): void {
  const transcripts = program.command('transcripts').description('read the records of reviews and dreams');
  const commands = () => import('./commands/transcripts.js');
  common(transcripts.command('list'))
    .description('list them, newest first')
    .addOption(new Option('--limit <count>', 'how many').argParser(parseCount).default(20))
    .action(run(async (options: CommonOptions & { limit: number }) => (await commands()).listTranscripts(context, options)));
  common(transcripts.command('show'))
    .description('show one as a readable document')
    .argument('<id>', 'id of the transcript, or the start of it')
    .action(run(async (id: string, options: CommonOptions) => (await commands()).showTranscript(context, id, options)));
}

/** The options that every command takes. */
function common(command: Command, format = new Option('--format <format>', 'text or json').argParser(parseFormat)): Command {
  return command
    .option('--repo <dir>', 'the repo (default: the current folder)')
    .option('--storage <dir>', 'where transcripts and verdicts are kept (default: in the repo’s git folder)')
    .addOption(format.default('text'));
}

function speaking(command: Command): Command {
  return command.addOption(
    new Option('--as <speaker>', 'who speaks (default: a person on a terminal, else automation)').choices(speakerWords),
  );
}

function parseFormat(value: string): 'text' | 'json' {
  if (value === 'text' || value === 'json') return value;
  const known = (reviewFormats as readonly string[]).includes(value);
  throw new InvalidArgumentError(known ? `Only review prints ${value}; use text or json.` : 'Use text or json.');
}

function parseAmount(value: string): number {
  const amount = Number(value);
  if (/^[0-9]/.test(value) && Number.isFinite(amount) && amount > 0) return amount;
  throw new InvalidArgumentError('Use an amount in USD above 0, such as 0.50.');
}

/** An option that may be given several times, with one value each. */
function gather(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function parseCount(value: string): number {
  if (/^[1-9][0-9]{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Use a whole number from 1.');
}
