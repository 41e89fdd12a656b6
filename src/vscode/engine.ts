/** The engine as the extension loads it: types only here, the code comes by a dynamic import on first use. */
import type * as engineModule from '../node/engine.js';

export type Engine = Pick<
  typeof engineModule,
  | 'createReverie'
  | 'runAgentTool'
  | 'withoutRepo'
  | 'openRepo'
  | 'readRepoId'
  | 'printLesson'
  | 'applyOperation'
  | 'approvedOperation'
  | 'lessonProblem'
  | 'transcriptStory'
  | 'coverageStory'
  | 'makeSample'
  | 'whenToDream'
  | 'placeAnchor'
  | 'exportReport'
  | 'writeIgnore'
  | 'readDiagnostics'
  | 'readAnalyzerCommands'
  | 'readSarifFile'
  | 'commandConsent'
  | 'anthropicAccess'
  | 'checkKey'
  | 'untilIdle'
  | 'systemClock'
  | 'estimateTextTokens'
  | 'estimateTokens'
  | 'ModelError'
  | 'defaultModelIds'
  | 'modelTable'
  | 'readModels'
>;

/** Loads the engine once; a failed load is tried again by the next caller. */
export function lazyEngine(load: () => Promise<Engine>): () => Promise<Engine> {
  let loading: Promise<Engine> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
