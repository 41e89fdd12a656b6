/** Which of VS Code's models does which work: those that the settings name, else the one that fits best. */
import type { LanguageModelChat } from 'vscode';
import type { ModelIds } from '../../core/model/model-access.js';

export type OfferedChat = Pick<LanguageModelChat, 'id' | 'family' | 'name' | 'vendor' | 'maxInputTokens'>;

export type PickedChats =
  | { state: 'picked'; ids: ModelIds }
  | { state: 'none' }
  /** The settings name a model that is not offered. */
  | { state: 'unknown'; role: keyof ModelIds; wanted: string; offered: string };

/** A name in the settings is a model's id, its family or its name. */
export function pickChats(chats: readonly OfferedChat[], wanted: Partial<ModelIds>): PickedChats {
  const usual = chats.find((c) => /sonnet/i.test(c.family)) ?? chats.toSorted((a, b) => b.maxInputTokens - a.maxInputTokens)[0];
  if (!usual) return { state: 'none' };
  const ids: ModelIds = { lead: usual.id, specialist: usual.id, verifier: usual.id };
  for (const role of ['lead', 'specialist', 'verifier'] as const) {
    const name = wanted[role];
    if (name === undefined) continue;
    const chat = chats.find((c) => c.id === name) ?? chats.find((c) => c.family === name) ?? chats.find((c) => c.name === name);
    if (!chat)
      return {
        state: 'unknown',
        role,
        wanted: name,
        offered: chats
          .slice(0, 12)
          .map((c) => c.id)
          .join(', '),
      };
    ids[role] = chat.id;
  }
  return { state: 'picked', ids };
}
