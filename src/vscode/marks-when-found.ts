/** Marks findings in the editor (Problems, light bulbs, threads) once there is one: until then the code for it is not loaded. */
import type { EditorMarks } from './editor-marks.js';
import type { ReverieStore } from './reverie-store.js';

export function marksWhenFound(store: ReverieStore, make: () => EditorMarks, warn: (error: unknown) => void): EditorMarks {
  let made: EditorMarks | undefined;
  const subscription = store.subscribe(({ part }) => {
    // what was found before is shown again without anybody opening the view
    if (part === 'state') for (const session of store.sessions) session.loadReview().catch(warn);
    if (part === 'findings' && !made && store.sessions.some((s) => (s.shown?.findings.length ?? 0) > 0)) made = make();
  });
  return {
    rowOf: (what) => made?.rowOf(what),
    reveal: (document, fingerprint) => made?.reveal(document, fingerprint),
    dispose() {
      subscription.dispose();
      made?.dispose();
    },
  };
}
