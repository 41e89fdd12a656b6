/** Reads what language servers and linters of the editor say (its diagnostics) into remarks. */
import { categoryOf, severityOf } from './classify.js';
import { mostResults, type OutsideRemark, type OutsideReport } from './outside-remark.js';
import { repoPaths } from './repo-paths.js';
import { ruleName, toolName } from './rule-name.js';
import { safeText, safeWord, titleOf } from './safe-text.js';

/** One diagnostic as plain data. Lines and columns are 1-based; `endColumn` is the column after the last character. */
export type EditorDiagnostic = {
  /** Absolute path of the file. */
  file: string;
  /** Who says it, such as `eslint` or `ts`; empty when it does not say. */
  source: string;
  code?: string;
  message: string;
  level: 'error' | 'warning';
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
};

/** `texts`: what the editor holds of open files, by absolute path; of the others the diagnostics speak of the file on disk. */
export function readDiagnostics(diagnostics: EditorDiagnostic[], options: { root: string; texts: Record<string, string> }): OutsideReport {
  const resolve = repoPaths([options.root]);
  const inside = (file: string): string | undefined => {
    // a path of the file system is no address: a `%` in it is a `%`
    const found = resolve(file.replaceAll('%', '%25'));
    return found.state === 'inside' ? found.path : undefined;
  };
  const remarks: OutsideRemark[] = [];
  for (const { source, code, message, level, file, ...region } of diagnostics) {
    const path = inside(file);
    if (path === undefined || message.trim() === '' || remarks.length >= mostResults) continue;
    const tool = source.trim() === '' ? 'vscode' : toolName(source);
    const toolRule = safeWord(code ?? '');
    remarks.push({
      tool,
      ...(toolRule !== '' && { toolRule, rule: ruleName(tool, toolRule) }),
      category: categoryOf({ tags: [], cwe: [], tool, level }),
      severity: severityOf(level),
      confidence: 0.7,
      title: safeText(titleOf(message)),
      body: safeText(message),
      path,
      region: { unit: 'line', ...region },
      columns: 'utf16',
    });
  }
  const texts = Object.entries(options.texts).flatMap(([file, text]) => {
    const path = inside(file);
    return path === undefined ? [] : [[path, text] as const];
  });
  return { origin: 'VS Code', from: 'editor', remarks, problems: [], texts: Object.fromEntries(texts) };
}
