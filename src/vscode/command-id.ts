/** Every command and view by its id; a test holds this list and the manifest together. */

export const commandIds = [
  'reverie.review',
  'reverie.reviewUncommitted',
  'reverie.cancelReview',
  'reverie.dreamNow',
  'reverie.showFindings',
  'reverie.showOverview',
  'reverie.showLog',
  'reverie.refresh',
  'reverie.groupBySeverity',
  'reverie.groupByFile',
  'reverie.memoryHistory',
  'reverie.openFinding',
  'reverie.acceptFinding',
  'reverie.dismissFinding',
  'reverie.withdrawVerdict',
  'reverie.neverFlagHere',
  'reverie.ignoreHere',
  'reverie.copyFindingId',
  'reverie.bringBack',
  'reverie.openLesson',
  'reverie.pinLesson',
  'reverie.unpinLesson',
  'reverie.activateLesson',
  'reverie.retireLesson',
  'reverie.restoreLesson',
  'reverie.lessonHistory',
  'reverie.openEvidence',
  'reverie.approveOperation',
  'reverie.discardOperation',
  'reverie.openDream',
  'reverie.openTranscript',
] as const;
export type CommandId = (typeof commandIds)[number];

export const viewIds = ['reverie.findings', 'reverie.memory', 'reverie.dreams', 'reverie.transcripts'] as const;
