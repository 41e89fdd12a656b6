/** A person's consent to an analyzer's command: for one workspace, and only while what it would execute stays the same. */
import type * as vscode from 'vscode';
import type { AnalyzerCommand } from '../../core/analysis/outside/outside-remark.js';
import type { Engine } from '../engine.js';
import { l10n } from '../l10n.js';

export type ConsentHost = {
  /** Kept on this machine: nothing that comes with a repo can write it. */
  memory: Pick<vscode.Memento, 'get' | 'update'>;
  trusted(): boolean;
  /** Shows the command and what it executes of the repo; true when a person allows it. */
  ask(question: { name: string; words: string; files: string[]; again: boolean }): Promise<boolean>;
  consentOf: Engine['commandConsent'];
};

const key = 'reverie.analyzerConsent';

/** `<root>\0<name>` → hash. */
type Consents = Record<string, string>;

/** What was answered with “Not Now”, by hash: it is not asked again in this window. */
const declined = new Set<string>();

/** Those that may run, each bound to what was agreed to. What a person has not allowed is named in `problems`. */
export async function allowedCommands(
  host: ConsentHost,
  commands: AnalyzerCommand[],
  root: string,
): Promise<{ commands: AnalyzerCommand[]; problems: string[] }> {
  const allowed: AnalyzerCommand[] = [];
  const problems: string[] = [];
  for (const command of commands) {
    if (!host.trusted()) {
      problems.push(l10n.t('{0} was not run: nothing of a folder is run in Restricted Mode', command.name));
      continue;
    }
    const { hash, files } = await host.consentOf(command, root);
    const id = `${root}\0${command.name}`;
    const known = host.memory.get<Consents>(key, {});
    if (known[id] !== hash) {
      const words = command.command.map((word) => (/^[\w@%+=:,./{}-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
      const yes = !declined.has(hash) && (await host.ask({ name: command.name, words, files, again: known[id] !== undefined }));
      if (!yes) {
        declined.add(hash);
        problems.push(l10n.t('{0} was not run, as it was not allowed: reload the window to be asked again', command.name));
        continue;
      }
      await host.memory.update(key, { ...host.memory.get<Consents>(key, {}), [id]: hash });
    }
    allowed.push({ ...command, consent: hash });
  }
  return { commands: allowed, problems };
}

/** For tests: as after a reload of the window. */
export function forgetDeclined(): void {
  declined.clear();
}
