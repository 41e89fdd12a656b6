/** Filter and search of the findings tree: what is ticked and what is typed shows at once, and leaving by Escape takes it back. */
import * as vscode from 'vscode';
import { filterChoices, type FilterChoice } from '../filter-choices.js';
import { isFiltering, noFilter, type FindingsFilter } from '../findings-filter.js';
import type { CommandContext } from './command-context.js';

type Item = vscode.QuickPickItem & { choice?: FilterChoice };

export async function filterFindings({ findings, store }: CommandContext): Promise<void> {
  const before = findings.filter;
  const groups = filterChoices(store.sessions.flatMap((s) => (s.shown ? [s.shown] : [])));
  const items = groups.flatMap(({ title, choices }): Item[] => [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...choices.map((choice) => ({ label: choice.label, description: String(choice.count), choice })),
  ]);
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Filter Findings');
  pick.placeholder = vscode.l10n.t('Show only what is ticked; nothing ticked in a group lets all of it pass');
  pick.canSelectMany = true;
  pick.items = items;
  pick.selectedItems = items.filter(({ choice }) => choice && (before[choice.by] as readonly string[]).includes(choice.value));
  const chosen = await new Promise<FindingsFilter | undefined>((resolve) => {
    let closed = false;
    pick.onDidChangeSelection((ticked) => {
      // closing takes the ticks away as well
      if (!closed) void findings.setFilter(filterOf(ticked, before.text), 'try');
    });
    pick.onDidAccept(() => {
      closed = true;
      resolve(filterOf(pick.selectedItems, before.text));
    });
    pick.onDidHide(() => {
      closed = true;
      resolve(undefined);
    });
    pick.show();
  });
  pick.dispose();
  await findings.setFilter(chosen ?? before);
}

export async function searchFindings({ findings }: CommandContext): Promise<void> {
  const before = findings.filter;
  const input = vscode.window.createInputBox();
  input.title = vscode.l10n.t('Search Findings');
  input.prompt = vscode.l10n.t('Words of the title, the reason, the rule, the path or the symbol. Empty shows all.');
  input.value = before.text;
  const text = await new Promise<string | undefined>((resolve) => {
    input.onDidChangeValue((value) => void findings.setFilter({ ...before, text: value }, 'try'));
    input.onDidAccept(() => resolve(input.value));
    input.onDidHide(() => resolve(undefined));
    input.show();
  });
  input.dispose();
  await findings.setFilter(text === undefined ? before : { ...before, text: text.trim() });
}

export async function clearFilter({ findings }: CommandContext): Promise<void> {
  if (isFiltering(findings.filter)) await findings.setFilter(noFilter);
}

function filterOf(ticked: readonly Item[], text: string): FindingsFilter {
  const of = <T>(by: FilterChoice['by']): T[] => ticked.flatMap(({ choice }) => (choice?.by === by ? [choice.value as T] : []));
  return { severity: of('severity'), status: of('status'), category: of('category'), source: of('source'), text };
}
