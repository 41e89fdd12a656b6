/** Reviews what a change does to files, whatever their language. */
import { addedLines } from '../../changes/added-lines.js';
import type { ChangedFile, Contents } from '../../changes/change-set.js';
import { linesOf } from '../../changes/lines.js';
import type { Redact } from '../../ports.js';
import type { Candidate } from '../../review/finding.js';
import type { AnalysisInput, Analyzer } from '../analyzer.js';
import { toCandidate } from '../remark.js';
import type { ChangeSetInput, CheckedText, CheckRemark } from './change-check.js';
import { changeSetChecks, textChecks } from './check-table.js';

export type ChangeCheckOptions = {
  redact: Redact;
  /** Whether the file system of work trees tells which files are programs; Windows does not. */
  modes: ChangeSetInput['modes'];
};

/** Answers for no file of its own: the rules read each of them too. */
export function createChangeChecks({ redact, modes }: ChangeCheckOptions): Analyzer {
  return {
    name,
    async analyze({ changes, contents, signal }: AnalysisInput, emit) {
      for (const file of changes.files) {
        if (signal.aborted) return [];
        const text = await textOf(file, contents);
        if (!text) continue;
        const say = speaker(file, text.text, redact, emit);
        for (const check of textChecks) if (check.looksAt(file.path)) (await check.remarks(text)).forEach(say);
      }
      for (const check of changeSetChecks) {
        if (signal.aborted) return [];
        for (const { file, ...remark } of await check.remarks({ changes, contents, modes })) {
          const content = 'startLine' in remark.place ? await contents.read(file, 'new') : undefined;
          speaker(file, content?.state === 'text' ? content.text : undefined, redact, emit)(remark);
        }
      }
      return [];
    },
  };
}

async function textOf(file: ChangedFile, contents: Contents): Promise<CheckedText | undefined> {
  const added = addedLines(file);
  if (file.skip !== undefined || added.length === 0 || !textChecks.some((check) => check.looksAt(file.path))) return undefined;
  const content = await contents.read(file, 'new');
  if (content.state !== 'text') return undefined;
  let lines: string[] | undefined;
  return {
    file,
    path: file.path,
    text: content.text,
    get lines() {
      return (lines ??= linesOf(content.text));
    },
    added,
    oldText: async () => {
      const old = await contents.read(file, 'old');
      return old.state === 'text' ? old.text : undefined;
    },
  };
}

/** Remarks of one file as findings; its redacted lines are made once. */
function speaker(
  file: ChangedFile,
  text: string | undefined,
  redact: Redact,
  emit: (candidate: Candidate) => void,
): (remark: CheckRemark) => void {
  const { path } = file;
  let redactedLines: string[] | undefined;
  const remarked = { path, redact, lines: linesOf(text ?? ''), redactedLines: () => (redactedLines ??= linesOf(redact(text ?? ''))) };
  return ({ check, place, ...own }) => {
    const said = {
      rule: check.id,
      category: check.category,
      severity: own.severity ?? check.severity,
      confidence: check.confidence,
      ...(check.cwe && { cwe: check.cwe }),
      title: own.title ?? check.title,
      body: own.body ?? check.why,
    };
    if ('startLine' in place) emit(toCandidate({ ...said, ...place }, remarked, name));
    else
      emit({
        ...said,
        title: redact(said.title),
        body: redact(said.body),
        source: { kind: 'analyzer', name },
        anchor: { state: 'file', path, side: 'new', why: place.why },
      });
  };
}

const name = 'change-checks';
