/** GitHub Actions that run what strangers write: texts pasted into scripts, and code of a pull request checked out with the repository's rights. */
import { overlaps } from '../../changes/added-lines.js';
import type { CheckDescription, CheckedText, CheckRemark, TextCheck } from './change-check.js';
import { expressionsOf, untrustedPart } from './workflow-expressions.js';
import { isWorkflowPath, readWorkflow, type Step, type WorkflowFile } from './workflow-file.js';

const injection: CheckDescription = {
  id: 'change/workflow-injection',
  title: 'A workflow runs a text that a stranger can write',
  why: 'The expression is put into the script before the script runs, so that a title, a branch name or a comment such as `"; curl … | sh #` becomes commands with the rights of the workflow. Hand it over in `env:` and read the variable in the script, in double quotes.',
  severity: 'high',
  category: 'security',
  confidence: 0.9,
  cwe: ['CWE-78', 'CWE-94'],
};

const checkout: CheckDescription = {
  id: 'change/workflow-untrusted-checkout',
  title: 'A privileged workflow checks out the code of a pull request',
  why: 'This event runs with the secrets and the write token of the repository. Anything that is then built, installed or run comes from a stranger. Use the event `pull_request`, or do not check out the head here.',
  severity: 'high',
  category: 'security',
  confidence: 0.8,
  cwe: ['CWE-829'],
};

/** Events that strangers cause, which run with secrets. */
const privileged = /^(?:pull_request_target|workflow_run|issue_comment|issues|discussion|discussion_comment)$/;

export const workflowInjection: TextCheck = {
  about: [injection, checkout],
  looksAt: isWorkflowPath,
  remarks(input) {
    if (!/\$\{\{|pull_request_target|workflow_run/.test(input.text)) return [];
    const workflow = readWorkflow(input.text);
    if (!workflow) return [];
    return [...workflow.steps.flatMap((step) => scriptRemarks(input, workflow, step)), ...checkoutRemarks(input, workflow)];
  },
};

function scriptRemarks({ text, added }: CheckedText, { lineAt, triggers }: WorkflowFile, { scripts, env, uses }: Step): CheckRemark[] {
  const names = new Map([...env].filter(([, value]) => expressionsOf(value).some(({ code }) => untrustedPart(code) !== undefined)));
  const remarks: CheckRemark[] = [];
  for (const { range } of scripts) {
    if (!range) continue;
    for (const { code, start } of expressionsOf(text.slice(range[0], range[1]))) {
      const part = untrustedPart(code, names);
      const line = lineAt(range[0] + start);
      if (part === undefined || !overlaps([...added], { startLine: line, endLine: line })) continue;
      const shown = `\`\${{ ${part} }}\``;
      const isAction = uses !== undefined;
      remarks.push({
        check: injection,
        place: { startLine: line, endLine: line },
        // an own push or a fork's pull request has no secrets to lose
        ...(!triggers.some(({ name }) => privileged.test(name)) && triggers.length > 0 && { severity: 'medium' as const }),
        body: `${shown} stands in ${isAction ? 'the code of github-script' : 'a shell script'}. ${
          isAction
            ? 'It is put into the code before the code runs, so that a title, a branch name or a comment becomes code with the rights of the workflow. Read it in the code as `context.payload…`, or hand it over in `env:` and read `process.env`.'
            : injection.why
        }`,
      });
    }
  }
  return remarks;
}

const headOf =
  /github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|refs\/pull\/.*\/(?:merge|head)|github\.event\.workflow_run\.head_(?:sha|branch|commit\.id)|github\.event\.pull_request\.merge_commit_sha/i;

function checkoutRemarks({ added }: CheckedText, { triggers, steps, lineAt }: WorkflowFile): CheckRemark[] {
  const trigger = triggers.find(({ name }) => name === 'pull_request_target' || name === 'workflow_run');
  if (!trigger) return [];
  const isAdded = (line: number): boolean => overlaps(added, { startLine: line, endLine: line });
  return steps.flatMap((step) => {
    const ref = step.with.get('ref');
    if (!/^actions\/checkout(?:@|$)/i.test(step.uses ?? '') || !ref?.range || !headOf.test(String(ref.value))) return [];
    const at = lineAt(ref.range[0]);
    const line = [at, trigger.line].find(isAdded);
    if (line === undefined) return [];
    return [
      { check: checkout, place: { startLine: line, endLine: line }, body: `\`${trigger.name}\` starts this workflow. ${checkout.why}` },
    ];
  });
}
