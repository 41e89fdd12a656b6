/** The tools with which agents read, always in this order: with the system prompt they are the prefix that all agents share. */
import type { RecalledLesson } from '../../../memory/recall.js';
import type { AgentTool } from '../agent-tool.js';
import { blameTool, logTool } from './history.js';
import { listFilesTool } from './list-files.js';
import { readFileTool } from './read-file.js';
import { recallTool } from './recall.js';
import type { RepoReading } from './repo-reading.js';
import { searchTool } from './search.js';
import { showDiffTool } from './show-diff.js';
import { definitionTool, diagnosticsTool, referencesTool } from './symbols.js';

/** `boundary` is the review's own: see `createBoundary`. */
export function readingTools(repo: RepoReading, lessons: RecalledLesson[], boundary: string): AgentTool[] {
  return [
    readFileTool(repo, boundary),
    searchTool(repo, boundary),
    listFilesTool(repo, boundary),
    showDiffTool(repo, boundary),
    blameTool(repo, boundary),
    logTool(repo, boundary),
    diagnosticsTool(repo, boundary),
    definitionTool(repo, boundary),
    referencesTool(repo, boundary),
    recallTool(lessons, boundary),
  ];
}
