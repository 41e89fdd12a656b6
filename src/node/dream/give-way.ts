/** A dream that began by itself gives way to a review in another window or terminal; the one in its own window is the window's to tell. */
import { pauseName } from '../../core/dream/pause.js';
import type { DreamRequest } from '../../core/dream/dream-report.js';
import type { Records } from '../transcript/records.js';

/** Runs the dream with a signal that also aborts, to pause, when a review begins elsewhere. A dream that a person asked for goes on. */
export async function givingWay<T>(
  records: Pick<Records, 'onReviewElsewhere'>,
  { trigger }: Pick<DreamRequest, 'trigger'>,
  signal: AbortSignal,
  dream: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (trigger === 'command') return dream(signal);
  const pausing = new AbortController();
  const hearing = records.onReviewElsewhere(() =>
    pausing.abort(Object.assign(new Error('a review began in another window or terminal'), { name: pauseName })),
  );
  try {
    return await dream(AbortSignal.any([signal, pausing.signal]));
  } finally {
    hearing.stop();
  }
}
