/** What the overview panel and its webview say to each other. */

/** One review: what was shown, what of it people dismissed, and what memory held back. */
export type ReviewFigures = { id: string; at: string; scope: string; shown: number; dismissed: number; heldBack: number };
/** One dream: how many operations were proposed, and what became of them. */
export type DreamFigures = { id: string; at: string; trigger: string; outcome: string; applied: number; waiting: number };

/** Oldest first, so that they read as a course of time. */
export type OverviewFigures = { repos: { name: string; reviews: ReviewFigures[]; dreams: DreamFigures[] }[] };

/** From the extension to the webview. */
export type OverviewUpdate = { type: 'figures'; figures: OverviewFigures } | { type: 'problem'; message: string };
/** From the webview to the extension. */
export type OverviewRequest = { type: 'ready' } | { type: 'refresh' };

/** A webview's message is from outside: anything else is ignored. */
export function isOverviewRequest(message: unknown): message is OverviewRequest {
  return typeof message === 'object' && message !== null && 'type' in message && (message.type === 'ready' || message.type === 'refresh');
}
