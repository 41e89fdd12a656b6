/** A dream that began by itself gives way, and its turn is not over: the next quiet time takes it up again from what was digested already. */
import type { DreamDigest } from './dream-digest.js';

const prefix = 'paused: ';

/** The name of the error with which a signal is aborted to pause; its message says for what. */
export const pauseName = 'Paused';

/** Undefined when the signal was aborted for another reason. */
export function pauseReason({ reason }: AbortSignal): string | undefined {
  return reason instanceof Error && reason.name === pauseName ? `${prefix}${reason.message}` : undefined;
}

export function wasPaused({ state, reason }: Pick<DreamDigest, 'state' | 'reason'>): boolean {
  return state === 'cancelled' && (reason?.startsWith(prefix) ?? false);
}
