/** `reverie memory edit`: a lesson as a text, changed by a person in their editor, from a file or from stdin, and taken in as one operation. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { HumanError } from '../../core/human-error.js';
import { lessonProblem, type LessonProblem } from '../../core/memory/edited-lesson.js';
import { printLesson } from '../../core/memory/lesson-markdown.js';
import type { Lesson } from '../../core/memory/lesson.js';
import type { Reverie } from '../../core/reverie.js';
import type { Speaker } from '../../core/transcript/ledger-event.js';
import { nextCommand, speaker, withReverie, type CommonOptions } from '../common-options.js';
import { exitCode } from '../exit-code.js';
import { note, printResult } from '../print.js';
import type { CommandContext } from '../terminal.js';
import { changeText } from '../text/lesson-text.js';
import { styled } from '../text/line.js';
import { shortCommit } from '../text/short-id.js';
import { findBroken, lessonIn } from './memory.js';

/** A lesson as its text, or a file that cannot be read as it stands. */
type Editable = { id: string; text: string };

export type EditOptions = CommonOptions & { file?: string; reason?: string; as?: Speaker };

/** Longer texts are no lesson; reading them would only cost. */
const longest = 1_000_000;

export async function editLesson(context: CommandContext, id: string, options: EditOptions): Promise<number> {
  return withReverie(context, options, async (reverie) => {
    const by = speaker(context.terminal, options.as);
    if (by !== 'person')
      throw new HumanError('Only a person edits a lesson', { next: 'Without a terminal, --as person says that one asks for it' });
    const memory = await reverie.memory();
    const broken = findBroken(memory, id);
    const lesson: Editable = broken ? { id: fileName(broken.path), text: broken.text } : editable(lessonIn(memory, id));
    const base = broken ? broken.blob : memory.blobs.get(lesson.id);
    const given = await readEdited(context, options, lesson);
    try {
      const code = await takeIn(context, reverie, { options, by, lesson, base, text: given.text });
      await given.taken?.();
      return code;
    } catch (error) {
      if (given.kept === undefined || !(error instanceof HumanError)) throw error;
      const again = nextCommand(context, options)(`memory edit ${lesson.id}`);
      throw new HumanError(error.message, { next: `${error.next}. Your text is kept: ${again} --file ${given.kept}`, cause: error });
    }
  });
}

function editable(lesson: Lesson): Editable {
  return { id: lesson.id, text: printLesson(lesson) };
}

function fileName(file: string): string {
  return path.posix.basename(file, '.md');
}

type Edit = { options: EditOptions; by: Speaker; lesson: Editable; base: string | undefined; text: string };

async function takeIn(context: CommandContext, reverie: Reverie, { options, by, lesson, base, text }: Edit): Promise<number> {
  const problem = lessonProblem(text, lesson.id);
  if (problem) throw notALesson(problem);
  const preview = await reverie.previewChange({ do: 'edit', lesson: lesson.id, text });
  if (preview.differences.length > 0) await note(context, changeText(preview));
  const result = await reverie.editLesson(lesson.id, text, {
    by,
    ...(base !== undefined && { base }),
    ...(options.reason !== undefined && { reason: options.reason }),
  });
  switch (result.state) {
    case 'invalid':
      throw notALesson(result.problem);
    case 'conflict':
      throw new HumanError(`${lesson.id} was not changed: ${result.reason}`, {
        next: 'Look at it again (memory show), and edit it as it is now',
      });
    case 'refused':
      throw new HumanError(`${lesson.id} was not changed: ${result.reason}`, { next: 'reverie memory list shows how memory is now' });
    case 'unchanged':
      await printResult(context, options, {
        text: () => [['Nothing was changed in ', styled('bold', lesson.id)]],
        json: () => ({ version: 1, change: 'edit', lesson: lesson.id, by, unchanged: true }),
      });
      return exitCode.ok;
    case 'applied': {
      const { statement } = lessonIn(await reverie.memory(), lesson.id);
      await printResult(context, options, {
        text: () => [
          [styled('green', 'Edited'), ' ', styled('bold', statement)],
          [styled('dim', `memory ${shortCommit(result.version)}; reverie memory history shows how to go back`)],
        ],
        json: () => ({ version: 1, change: 'edit', lesson: lesson.id, by, preview, memory: result.version }),
      });
      return exitCode.ok;
    }
  }
}

function notALesson({ line, field, reason }: LessonProblem): HumanError {
  const words = field === undefined || reason.startsWith(field) ? reason : `${field}: ${reason}`;
  return new HumanError(`The text is no lesson: line ${line}: ${words}`, { next: 'Mend that line' });
}

/** `kept`: a file of ours that stays until the text is `taken` in. */
type Given = { text: string; kept?: string; taken?: () => Promise<void> };

async function readEdited(context: CommandContext, options: EditOptions, lesson: Editable): Promise<Given> {
  const { terminal } = context;
  if (options.file !== undefined && options.file !== '-') {
    const file = path.resolve(terminal.cwd, options.file);
    try {
      return { text: bounded(await readFile(file, 'utf8')) };
    } catch (cause) {
      if (cause instanceof HumanError) throw cause;
      throw new HumanError(`${file} cannot be read`, { next: 'Name the file with the edited lesson', cause });
    }
  }
  if (options.file === undefined && terminal.stdin.tty) {
    if (terminal.edit) return inEditor(terminal.edit, lesson);
    throw new HumanError('There is no editor here', { next: 'Give the text with --file FILE, or on stdin' });
  }
  const text = terminal.input ? bounded(await textOf(terminal.input)) : '';
  if (text.trim()) return { text };
  throw new HumanError('There is no text of a lesson on stdin', {
    next: `Print it with memory show ${lesson.id} --format markdown, change it, and give it with --file FILE or on stdin`,
  });
}

function bounded(text: string): string {
  if (text.length <= longest) return text;
  throw new HumanError(`The text is no lesson: it has ${text.length} characters`, { next: 'Give the edited text of one lesson' });
}

/** The person's own editor on a file of its own, which stays when the text is not taken in. */
async function inEditor(edit: (file: string) => Promise<void>, lesson: Editable): Promise<Given> {
  const folder = await mkdtemp(path.join(tmpdir(), 'reverie-lesson-'));
  const file = path.join(folder, `${lesson.id}.md`);
  await writeFile(file, lesson.text, { mode: 0o600 });
  await edit(file);
  return { text: bounded(await readFile(file, 'utf8')), kept: file, taken: () => rm(folder, { recursive: true, force: true }) };
}
