/** The second bundle of the extension (`dist/on-demand.cjs`): what runs only when a person asks for it, so that starting costs nothing. */
import './l10n-of-editor.js';
export { commandTable } from './commands/command-table.js';
export { dreamModelRequest } from './dream-model.js';
export { documentText } from './document-text.js';
export { editorMarks } from './editor-marks.js';
export { dreamsItem, dreamsNodes } from './dreams-rows.js';
export { healthSummary } from './health-words.js';
export { lessonFiles } from './lesson-files.js';
export { parseFilter } from './memory-filter.js';
export { memoryItem, memoryNodes } from './memory-rows.js';
export { pageSize } from './memory-tree.js';
export { languageServices } from './model/language-services.js';
export { openModel } from './model/open-model.js';
export { invokeTool, prepareTool } from './agents/invoke-tool.js';
export { tellNews } from './tell-news.js';
