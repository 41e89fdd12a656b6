/** What the extension and the CLI load of the engine. */
export { whenToDream } from '../core/dream/schedule.js';
export { HumanError } from '../core/human-error.js';
export { placeAnchor } from '../core/changes/place-anchor.js';
export { transcriptStory } from '../core/transcript/transcript-story.js';
export { printLesson } from '../core/memory/lesson-markdown.js';
export { openRepo } from './changes/open-repo.js';
export { createReverie, type ReverieOptions } from './create-reverie.js';
export { readRepoId } from './repo-id.js';
