/** What the extension and the CLI load of the engine. */
export { readAnalyzerCommands } from '../core/analysis/outside/analyzer-commands.js';
export { readDiagnostics } from '../core/analysis/outside/read-diagnostics.js';
export { commandConsent } from './analysis/outside/command-consent.js';
export { whenToDream } from '../core/dream/schedule.js';
export { HumanError } from '../core/human-error.js';
export { placeAnchor } from '../core/changes/place-anchor.js';
export { writeIgnore } from '../core/review/write-ignore.js';
export { transcriptStory } from '../core/transcript/transcript-story.js';
export { printLesson } from '../core/memory/lesson-markdown.js';
export { openRepo } from './changes/open-repo.js';
export { createReverie, type ReverieOptions } from './create-reverie.js';
export { readRepoId } from './repo-id.js';
export { anthropicAccess } from './model/anthropic-access.js';
