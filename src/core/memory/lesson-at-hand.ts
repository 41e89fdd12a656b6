/** Lessons brought for somebody who is about to work on files, outside of a review. */
import type { LessonQuery } from './find-lessons.js';
import type { Lesson } from './lesson.js';

/** Absent lists limit nothing; without `paths` every lesson in effect is meant. The answer is a page of at most `limit`. */
export type RecallRequest = Pick<LessonQuery, 'words'> & {
  paths?: string[];
  rules?: string[];
  symbols?: string[];
  offset: number;
  limit: number;
};

/** `code` tells of each citation of code, in the order of the evidence, whether it still stands in the work tree or in HEAD. */
export type LessonAtHand = { lesson: Lesson; why: string; unverified: boolean; code: ('holds' | 'gone' | 'unknown')[] };

/** `dormant`: all the code it cites is gone, so that a review would leave it out. `total` counts all pages. */
export type Recalled = { lessons: (LessonAtHand & { dormant: boolean })[]; total: number };
