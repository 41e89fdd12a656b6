/** Whether a model's words may enter memory: plain statements, without links, commands, markup, secrets or orders to whoever reads them. */
import { safeText } from '../../analysis/outside/safe-text.js';
import { isSecurity } from '../../analysis/security.js';
import type { Redact } from '../../ports.js';
import { visible } from '../../visible.js';

const address = /\b(?:https?|ftp|file|data|javascript|vbscript|vscode(?:-insiders)?|command|mailto|ssh|git):|\bwww\.|]\(|<[a-z/!]/i;
const shell = /\b(?:curl|wget|rm -rf|sudo|chmod|npx|powershell|invoke-expression|base64 -d)\b|\|\s*(?:sh|bash)\b/i;
const toReader =
  /\b(?:previous|prior|above|earlier|these|your|all|any|other) (?:instructions?|rules|prompts?)\b|\bsystem prompt\b|\byou (?:must|should|have to|are)\b|\b(?:report_finding|withdraw_finding|judge_findings|propose|observe)\b|<\/?data\b|\bas an? (?:ai|assistant|language model)\b/i;
const order =
  /(?:^|[.!?:;]\s+|\n\s*)(?:please |always |never |just )?(?:ignore|skip|hide|suppress|disregard|omit|retire|approve|dismiss|reject|do not|don[’']t|never|always|(?:report|flag|accept) (?:only|nothing|no|all|every|any))\b/i;
const quieting =
  /\b(?:ignor|skip|hid(?:e|den)|suppress|silenc|dismiss|not (?:report|flag|worth|a (?:problem|concern|risk))|never (?:report|flag)|false alarm|harmless|intended|safe|acceptable|fine)/i;

/** Why the text is refused; undefined when it is fine. `what` names it: `the statement`. */
export function textProblem(what: string, text: string, redact: Redact): string | undefined {
  if (visible(text) !== text) return `${what} has hidden characters`;
  if (redact(text) !== text || text.includes('‹secret:')) return `${what} has a secret in it`;
  if (address.test(text)) return `${what} has a link or markup`;
  if (safeText(text) !== text.trim()) return `${what} has markup that could do something`;
  if (shell.test(text)) return `${what} has a command in it`;
  if (toReader.test(text) || order.test(text)) return `${what} gives orders; a lesson states what is so`;
  return undefined;
}

/** True when the text speaks of security in a way that could quiet it: no lesson may. */
export function quietsSecurity(statement: string, explanation: string): boolean {
  const speaks = isSecurity({
    category: 'maintainability',
    source: { kind: 'analyzer', name: 'dream' },
    title: statement,
    body: explanation,
  });
  return speaks && quieting.test(`${statement} ${explanation}`);
}
