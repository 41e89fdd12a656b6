/** Why one finding was held back, as a readable document: the finding, the lesson or comment, and on what evidence it rests. */
import type { Lesson } from '../core/memory/lesson.js';
import type { HeldBack } from '../core/review/finding.js';
import type { StoryLink } from '../core/transcript/story-link.js';
import { evidenceLink } from './dream-document.js';
import { l10n } from './l10n.js';
import { code, escapeMarkdown } from './markdown-text.js';
import { evidenceTitle, lessonStatusWords, percent, type Titles } from './lesson-words.js';
import { plain, severityWords } from './words.js';

/** `lesson` is undefined for a comment in the code, and for a lesson that is in memory no longer. */
export function heldBackDocument(held: HeldBack, lesson: Lesson | undefined, link: StoryLink, titles: Titles = new Map()): string {
  const { finding, why } = held;
  const { anchor } = finding;
  const line = anchor.state === 'exact' ? anchor.startLine : undefined;
  const place = link(
    { kind: 'code', path: anchor.path, ...(line !== undefined && { line }) },
    code(line === undefined ? anchor.path : `${anchor.path}:${line}`),
  );
  const parts = [
    `# ${l10n.t('Why was this held back?')}`,
    `**${escapeMarkdown(finding.title)}** (${severityWords[finding.severity]}), ${place}`,
    ...(held.lesson === undefined ? byComment(why, link) : byLesson(held.lesson, why, lesson, link, titles)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function byComment(why: string, link: StoryLink): string[] {
  const [, path, line] = /^reverie-ignore in (.+):(\d+): /.exec(why) ?? [];
  return [
    l10n.t('A comment in the code silences it, with the reason that stands there:'),
    `> ${escapeMarkdown(why)}`,
    ...(path === undefined ? [] : [link({ kind: 'code', path, line: Number(line) }, l10n.t('Open the comment'))]),
    l10n.t('Take the comment out, and the next review shows the finding again. A comment never silences a security finding.'),
  ];
}

function byLesson(id: string, why: string, lesson: Lesson | undefined, link: StoryLink, titles: Titles): string[] {
  if (!lesson) return [`> ${escapeMarkdown(plain(why))}`, l10n.t('The lesson {0} that held it back is in memory no longer.', code(id))];
  const { counts } = lesson;
  const evidence = lesson.evidence.slice(0, 20).map((one) => {
    const title = code(evidenceTitle(one, titles));
    return `- ${evidenceLink(one, title, link)}`;
  });
  const more = lesson.evidence.length - evidence.length;
  return [
    l10n.t('A lesson of this repository’s memory says:'),
    `> ${link({ kind: 'lesson', id }, escapeMarkdown(plain(lesson.statement)))}`,
    l10n.t('It is {0}, with a confidence of {1}.', lessonStatusWords[lesson.status], percent(lesson.confidence)),
    l10n.t('In its scope: {0} accepted, {1} dismissed, {2} brought back', counts.accepted, counts.dismissed, counts.overruled),
    `## ${l10n.t('Evidence')}`,
    [...evidence, ...(more > 0 ? [`- ${l10n.t('and {0} more', more)}`] : [])].join('\n'),
    l10n.t('Bring the finding back in the Findings view if it should have been shown: that counts against the lesson.'),
  ];
}
