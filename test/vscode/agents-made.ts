/** What is made of the tools for coding agents: the manifest's declarations. */
import { agentTools, inputSchema } from '../../src/core/agent-tools/all-tools.js';

export type Manifest = { contributes: { languageModelTools?: unknown } };

/** How a person names them in a prompt, and their icons. */
const shown: Record<string, { reference: string; icon: string }> = {
  reverie_review_changes: { reference: 'reverieReview', icon: '$(search-sparkle)' },
  reverie_findings: { reference: 'reverieFindings', icon: '$(checklist)' },
  reverie_recall: { reference: 'reverieRecall', icon: '$(lightbulb)' },
  reverie_record_verdict: { reference: 'reverieVerdict', icon: '$(feedback)' },
};

/** The manifest as it must be: every tool declared, with the description and the schema that MCP clients get too. */
export function withAgentTools<M extends Manifest>(manifest: M): M {
  manifest.contributes.languageModelTools = agentTools.map((tool) => {
    const { reference = '', icon = '' } = shown[tool.name] ?? {};
    return {
      name: tool.name,
      toolReferenceName: reference,
      displayName: `%tool.${reference}%`,
      userDescription: `%tool.${reference}.description%`,
      modelDescription: tool.description,
      canBeReferencedInPrompt: true,
      icon,
      tags: ['reverie', 'code-review'],
      inputSchema: inputSchema(tool),
    };
  });
  return manifest;
}
