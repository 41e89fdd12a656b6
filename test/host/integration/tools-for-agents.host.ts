import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const call = async (name: string, input: object): Promise<string> => {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('\n');
};

describe('the tools for coding agents in the extension host', () => {
  before(() => vscode.extensions.getExtension('reverie.reverie')?.activate());

  it('are there for every agent, with their schemas', () => {
    const ours = vscode.lm.tools.filter((tool) => tool.name.startsWith('reverie_'));
    assert.deepEqual(ours.map((t) => t.name).toSorted(), [
      'reverie_findings',
      'reverie_recall',
      'reverie_record_verdict',
      'reverie_review_changes',
    ]);
    for (const { description, inputSchema } of ours) assert.ok(description.length > 80 && inputSchema);
  });

  it('review, and list what was found, without asking', async () => {
    assert.match(await call('reverie_review_changes', {}), /Review r-\S+ of uncommitted: done\. \d+ findings?/);
    assert.match(await call('reverie_findings', { minSeverity: 'medium' }), /src\/orders\/total\.ts:5/);
  });

  it('recall lessons', async () => {
    assert.match(await call('reverie_recall', { paths: ['src/jobs/cache.ts'] }), /\d+ lessons?/);
  });

  it('tell an agent what to do when its input does not fit', async () => {
    await assert.rejects(call('reverie_review_changes', { scope: 'range' }), /Give it as A\.\.B/);
    await assert.rejects(call('reverie_findings', { finding: 'ffffffff' }), /List them without/);
  });
});
