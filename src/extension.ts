/** The composition root: constructs the store and everything that subscribes to it. The engine is loaded on first use. */
import './vscode/l10n-of-editor.js';
import * as vscode from 'vscode';
import path from 'node:path';
import { mcpServers } from './vscode/agents/mcp-servers.js';
import { registerTools } from './vscode/agents/register-tools.js';
import { backgroundDreams } from './vscode/background-dreams.js';
import { provideCode } from './vscode/code-documents.js';
import type { CommandContext } from './vscode/commands/command-context.js';
import { provideDocuments } from './vscode/documents.js';
import { dreamsView } from './vscode/dreams-view.js';
import { lazyEngine, type Engine } from './vscode/engine.js';
import { findingsView } from './vscode/findings-view.js';
import { lessonFileSystem } from './vscode/lesson-file-system.js';
import { memoryView } from './vscode/memory-view.js';
import { modelChoice } from './vscode/model/model-choice.js';
import type { ModelDesk } from './vscode/model/open-model.js';
import { openLog } from './vscode/log.js';
import { pauseIn } from './vscode/pause.js';
import { watchOutside } from './vscode/outside-watcher.js';
import { ReverieStore } from './vscode/reverie-store.js';
import { registerCommands } from './vscode/run-command.js';
import { statusBar } from './vscode/status-bar.js';
import type * as onDemandBundle from './vscode/on-demand.js';
import { marksWhenFound } from './vscode/marks-when-found.js';
import { transcriptsView } from './vscode/transcripts-view.js';

let store: ReverieStore | undefined;

/** Returns, for the tests in a real editor, how long activation itself took in milliseconds. */
export function activate(context: vscode.ExtensionContext): { activatedInMs: number } {
  const started = performance.now();
  const log = openLog();
  const pause = pauseIn(context.workspaceState);
  // a path in a variable: the file is beside the bundle, not beside this source
  const enginePath = './engine/engine.js';
  const engine = lazyEngine(async () => {
    const began = performance.now();
    const loaded = (await import(enginePath)) as Engine;
    log.info(`engine loaded in ${Math.round(performance.now() - began)} ms`);
    return loaded;
  });
  const model = modelChoice({
    secrets: context.secrets,
    state: context.globalState,
    setting: () => vscode.workspace.getConfiguration('reverie.model').inspect('provider')?.globalValue,
    onSetting: (listener) =>
      vscode.workspace.onDidChangeConfiguration((e) => {
        if (e.affectsConfiguration('reverie.model')) listener();
      }),
    warn: (text) => log.warn(text),
  });
  const { version } = context.extension.packageJSON as { version: string };
  const current = new ReverieStore({
    folders: () => (vscode.workspace.workspaceFolders ?? []).filter((f) => f.uri.scheme === 'file').map((f) => f.uri.fsPath),
    trusted: () => vscode.workspace.isTrusted,
    engine,
    createReverie: async (repo, id) => {
      const { createReverie } = await engine();
      const storage = context.storageUri && path.join(context.storageUri.fsPath, id);
      // asked again for each review: keys and settings change, and it is code that runs on demand
      const services = () => onDemand().languageServices(vscode, repo.root);
      return createReverie({
        repo,
        storage,
        kind: 'vscode',
        assets: context.asAbsolutePath('dist/assets'),
        version,
        model: () =>
          onDemand().openModel({ choice: model, secrets: context.secrets, allowed: context.languageModelAccessInformation, engine }),
        services: {
          definition: (...what) => services().definition(...what),
          references: (...what) => services().references(...what),
          diagnostics: (...what) => services().diagnostics(...what),
        },
      });
    },
    log,
  });
  store = current;
  const reset = () => {
    current.reset().catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  };
  const findings = findingsView(current, model, context.workspaceState, log);
  const marks = marksWhenFound(
    current,
    () => onDemand().editorMarks(current, engine, log),
    (error) => log.warn(String(error)),
  );
  const memory = memoryView(current, onDemand, log);
  const desk: ModelDesk = { choice: model, secrets: context.secrets, allowed: context.languageModelAccessInformation, engine };
  const dreams = backgroundDreams(current, engine, context, log, pause, (session) => onDemand().dreamModelRequest(desk, session, log));
  const commands: CommandContext = {
    store: current,
    engine,
    findings,
    threads: marks,
    version,
    memory,
    log,
    model,
    secrets: context.secrets,
    allowedModels: context.languageModelAccessInformation,
    extensionUri: context.extensionUri,
    machineState: context.globalState,
    pause,
  };
  const tellPaused = () => void vscode.commands.executeCommand('setContext', 'reverie.paused', pause.paused);
  tellPaused();

  context.subscriptions.push(
    log,
    model,
    findings,
    memory,
    dreamsView(current, onDemand, log),
    transcriptsView(current, log),
    marks,
    provideCode(current),
    statusBar(current, model, pause, log),
    pause.subscribe(tellPaused),
    provideDocuments(current, (...what) => onDemand().documentText(engine)(...what)),
    lessonFileSystem((changed) => onDemand().lessonFiles(current, engine, changed, log)),
    dreams,
    registerCommands(
      () => onDemand().commandTable(commands),
      () => dreams.seen(),
      log,
    ),
    registerTools(onDemand, { store: current, engine, log }),
    mcpServers(context.asAbsolutePath('dist/engine/cli.js'), version),
    watchOutside(current, (session) => onDemand().tellNews(session), log),
    // read once the window has a repository: nothing says which model there is before
    current.subscribe(({ part }) => {
      if (part === 'state') void model.refresh();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(reset),
    vscode.workspace.onDidGrantWorkspaceTrust(reset),
  );
  return { activatedInMs: performance.now() - started };
}

/** The bundle beside this one; `require` reads it once. */
function onDemand(): typeof onDemandBundle {
  return require('./on-demand.cjs') as typeof onDemandBundle;
}

/** Seals what is open and releases leases before the window closes. */
export async function deactivate(): Promise<void> {
  await store?.close();
}
