/**
 * A provider of a language model for tests, by VS Code's own API (1.104 and later): it reports one problem, confirms it as a verifier and is
 * satisfied as a grader. Not type-checked: the types of the project are those of the oldest VS Code it runs in.
 */
const vscode = require('vscode');

const model = {
  id: 'scripted-1',
  name: 'Scripted One',
  family: 'scripted',
  version: '1',
  maxInputTokens: 128_000,
  maxOutputTokens: 16_000,
  capabilities: { toolCalling: true },
};

const report = {
  path: 'src/orders/total.ts',
  start_line: 9,
  end_line: 9,
  quote: 'export function discount(rule: string, sum: number): number {',
  title: 'A discount may exceed the sum',
  why: 'Nothing limits what the rule gives.',
  severity: 'medium',
  category: 'correctness',
  confidence: 0.8,
};

function textOf(messages) {
  return messages
    .flatMap((message) => message.content)
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('\n');
}

function answerTo(messages, { tools = [], toolMode }) {
  if (toolMode === vscode.LanguageModelChatToolMode.Required) {
    if (tools.length !== 1) throw new Error('a required call needs exactly one tool');
    const [{ name, inputSchema }] = tools;
    const ids = inputSchema.properties.criteria?.items.properties.id.enum ?? [];
    const grade = { criteria: ids.map((id) => ({ id, met: true, evidence: '', note: 'fine' })) };
    const plan = { assignments: [], why: 'as the change says' };
    return [new vscode.LanguageModelToolCallPart('call-required', name, name === 'grade' ? grade : plan)];
  }
  const answered = messages.some((m) => m.content.some((part) => part instanceof vscode.LanguageModelToolResultPart));
  if (answered) return [new vscode.LanguageModelTextPart('Done.')];
  if (textOf(messages).includes('Try to refute')) {
    const judgements = [{ id: 'c1', outcome: 'confirmed', reason: 'Followed to its effect.' }];
    return [new vscode.LanguageModelToolCallPart('call-judge', 'judge_findings', { judgements })];
  }
  return [new vscode.LanguageModelTextPart('Looking.'), new vscode.LanguageModelToolCallPart('call-report', 'report_finding', report)];
}

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('scripted', {
      provideLanguageModelChatInformation: () => [model],
      async provideLanguageModelChatResponse(_model, messages, options, progress) {
        for (const part of answerTo(messages, options)) progress.report(part);
      },
      provideTokenCount: async (_model, text) => Math.ceil((typeof text === 'string' ? text : textOf([text])).length / 4),
    }),
  );
};
