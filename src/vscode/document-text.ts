/** What the documents of lessons, dreams and transcripts say. */
import { dreamDocument } from './dream-document.js';
import type { Scheme } from './documents.js';
import type { Engine } from './engine.js';
import { lessonsAfter } from './operation-lessons.js';
import { heldBackDocument } from './held-back-document.js';
import { storyLinks } from './story-links.js';
import { waitingIds, type RepoSession } from './repo-session.js';
import { l10n } from './l10n.js';

/** `version` is a commit of memory; empty for the newest, `none` for the time before the first, `operation/<dream>/<operation>` for what one would make of it. */
export type DocumentText = (scheme: Scheme, session: RepoSession, what: { id: string; version: string }) => Promise<string>;

export function documentText(engine: () => Promise<Engine>): DocumentText {
  return async (scheme, session, { id, version }) => {
    switch (scheme) {
      case 'reverie-lesson': {
        if (version === 'none') return '';
        const [kind, dream, operation] = version.split('/');
        if (kind === 'operation' && dream !== undefined && operation !== undefined) {
          const would = await lessonsAfter(session, engine, dream, operation);
          const lesson = would?.state === 'fits' ? would.lessons.get(id) : undefined;
          return lesson ? (await engine()).printLesson(lesson) : '';
        }
        const memory = version ? await session.reverie.memory(version) : await session.memory.get();
        const lesson = memory.lessons.find((l) => l.id === id);
        // the empty side of a diff: the lesson was not there yet
        return lesson ? (await engine()).printLesson(lesson) : '';
      }
      case 'reverie-dream': {
        const [journal, memory, proposals] = await Promise.all([session.journal.get(), session.memory.get(), session.proposals.get()]);
        const report = journal.find((d) => d.dream === id);
        return report
          ? dreamDocument(report, {
              lessons: memory.lessons,
              titles: session.titles(),
              waiting: waitingIds(proposals),
              link: storyLinks(session.id),
            })
          : l10n.t('The journal has no dream {0}.', id);
      }
      case 'reverie-transcript':
        return (await engine()).transcriptStory(await session.reverie.transcript(id), storyLinks(session.id));
      case 'reverie-coverage':
        return (await engine()).coverageStory(await session.reverie.transcript(id), storyLinks(session.id));
      case 'reverie-held-back': {
        await session.loadReview();
        const held = session.report?.heldBack.find((h) => h.finding.id === id);
        if (!held) return l10n.t('The newest review holds this finding back no longer.');
        const lesson = held.lesson === undefined ? undefined : (await session.memory.get()).lessons.find((l) => l.id === held.lesson);
        return heldBackDocument(held, lesson, storyLinks(session.id), session.titles());
      }
    }
  };
}
