/** `Filter Memory…`: the tree follows while a person types; fields with their counts are offered to pick. */
import * as vscode from 'vscode';
import { filterHint, filterSuggestions } from '../memory-filter.js';
import { problemKinds } from '../memory-tree.js';
import type { CommandContext } from './command-context.js';

/** The tree is drawn anew when the typing pauses. */
const pauseMs = 150;

export async function filterMemory({ store, memory }: CommandContext): Promise<void> {
  const sessions = await store.require();
  await vscode.commands.executeCommand('reverie.memory.focus');
  const memories = await Promise.all(sessions.map((s) => s.memory.get()));
  const suggestions = filterSuggestions(
    memories.flatMap((m) => m.lessons),
    {
      problems: new Map(sessions.flatMap((s) => [...problemKinds(s.health.last)])),
      unverified: new Set(memories.flatMap((m) => [...m.unverified])),
    },
  );
  const before = memory.filter;
  const pick = vscode.window.createQuickPick();
  pick.title = vscode.l10n.t('Filter Memory');
  pick.placeholder = filterHint();
  pick.value = before;
  const show = () => {
    const typed = pick.value.trim();
    pick.items = [
      ...(typed ? [{ label: vscode.l10n.t('Show lessons that match “{0}”', typed), alwaysShow: true }] : []),
      ...suggestions.map(({ query, lessons }) => ({ label: query, description: String(lessons), alwaysShow: true })),
    ];
  };
  show();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let accepted = false;
  await new Promise<void>((resolve) => {
    pick.onDidChangeValue((value) => {
      show();
      clearTimeout(timer);
      timer = setTimeout(() => memory.filterBy(value), pauseMs);
    });
    pick.onDidAccept(() => {
      accepted = true;
      const chosen = pick.selectedItems[0]?.label;
      const field = suggestions.find((s) => s.query === chosen)?.query;
      clearTimeout(timer);
      memory.filterBy(field === undefined ? pick.value : [pick.value.trim(), field].filter(Boolean).join(' '));
      pick.hide();
    });
    pick.onDidHide(() => {
      clearTimeout(timer);
      // closed without a choice: as it was
      if (!accepted) memory.filterBy(before);
      pick.dispose();
      resolve();
    });
    pick.show();
  });
}
