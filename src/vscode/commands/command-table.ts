/** Every command: its id and what it runs. */
import * as vscode from 'vscode';
import type { CommandId } from '../command-id.js';
import type { Handler } from '../run-command.js';
import type { MemoryRow } from '../memory-view.js';
import { allowModelDreams } from './allow-model-dreams.js';
import { removeApiKey, setApiKey } from './api-key.js';
import { applyFix, fixAndNext } from './apply-fix.js';
import { atCaret } from './at-caret.js';
import { bringBack } from './bring-back.js';
import { changeLesson } from './change-lesson.js';
import type { Clicked } from './chosen-findings.js';
import type { CommandContext } from './command-context.js';
import { contestFinding } from './contest-finding.js';
import { copyFindingId } from './copy-finding-id.js';
import { decideAll } from './decide-all.js';
import { decideOperation } from './decide-operation.js';
import type { DreamsRow } from '../dreams-view.js';
import { dreamNow } from './dream-now.js';
import { acceptFinding, dismissFinding, neverFlagHere, withdrawVerdict } from './give-verdict.js';
import { exportReport } from './export-report.js';
import { clearFilter, filterFindings, searchFindings } from './filter-findings.js';
import { fixWithAgent } from './fix-with-agent.js';
import { guardCommits } from './guard-commits.js';
import { forget } from './forget.js';
import { openCoverage, whyHeldBack, whyNotReviewed } from './open-coverage.js';
import { openLink } from './open-link.js';
import { pauseReverie } from './pause-reverie.js';
import { trySample } from './try-sample.js';
import type { FindingsRow } from '../findings-view.js';
import type { TranscriptsRow } from '../transcripts-view.js';
import { ignoreHere } from './ignore-here.js';
import { lessonHistory, memoryHistory } from './memory-history.js';
import { openChanges } from './open-changes.js';
import { openDream } from './open-dream.js';
import { openEvidence } from './open-evidence.js';
import { openFinding } from './open-finding.js';
import { editLesson } from './edit-lesson.js';
import { filterMemory } from './filter-memory.js';
import { learnHistory, learnSarif } from './learn.js';
import { openLesson, type LessonRow } from './open-lesson.js';
import { openTranscript } from './open-transcript.js';
import { refresh } from './refresh.js';
import { replyToFinding } from './reply-to-finding.js';
import { revertOperation, rollBackDream } from './roll-back-dream.js';
import { showOperation } from './show-operation.js';
import { reviewAndCommit } from './review-and-commit.js';
import { reviewFile, reviewGroup, reviewSelection } from './review-files.js';
import { cancelReview, reviewChanges, reviewUncommitted } from './review-changes.js';
import { stopAgent } from './stop-agent.js';
import { showDashboard } from './show-dashboard.js';
import { walkFindings } from './walk-findings.js';
import { showLessons } from './show-lessons.js';

export function commandTable(context: CommandContext): Record<CommandId, Handler> {
  return {
    'reverie.review': () => reviewChanges(context),
    'reverie.reviewUncommitted': (scm?: unknown) => reviewUncommitted(context, scm),
    'reverie.cancelReview': () => cancelReview(context),
    'reverie.stopAgent': (row?: FindingsRow) => stopAgent(context, row),
    'reverie.dreamNow': () => dreamNow(context),
    'reverie.learnHistory': () => learnHistory(context),
    'reverie.learnSarif': () => learnSarif(context),
    'reverie.allowModelDreams': () => allowModelDreams(context),
    'reverie.showFindings': async () => void (await vscode.commands.executeCommand('reverie.findings.focus')),
    'reverie.showDashboard': () => showDashboard(context),
    'reverie.showLog': () => context.log.show(),
    'reverie.refresh': () => refresh(context),
    'reverie.groupBySeverity': () => context.findings.groupBy('severity'),
    'reverie.groupByFile': () => context.findings.groupBy('file'),
    'reverie.memoryHistory': () => memoryHistory(context),
    'reverie.openFinding': (...clicked: Clicked) => openFinding(context, ...clicked),
    'reverie.acceptFinding': (...clicked: unknown[]) => atCaret(context, clicked, acceptFinding),
    'reverie.dismissFinding': (...clicked: unknown[]) => atCaret(context, clicked, dismissFinding),
    'reverie.withdrawVerdict': (...clicked: unknown[]) => atCaret(context, clicked, withdrawVerdict),
    'reverie.neverFlagHere': (...clicked: unknown[]) => atCaret(context, clicked, neverFlagHere),
    'reverie.ignoreHere': (...clicked: Clicked) => ignoreHere(context, ...clicked),
    'reverie.copyFindingId': (...clicked: Clicked) => copyFindingId(context, ...clicked),
    'reverie.bringBack': (...clicked: Clicked) => bringBack(context, ...clicked),
    'reverie.applyFix': (...clicked: Clicked) => applyFix(context, ...clicked),
    'reverie.fixAndNext': (...clicked: Clicked) => fixAndNext(context, ...clicked),
    'reverie.fixWithAgent': (...clicked: Clicked) => fixWithAgent(context, ...clicked),
    'reverie.replyToFinding': (reply?: vscode.CommentReply) => replyToFinding(context, reply),
    'reverie.showLessons': (...clicked: Clicked) => showLessons(context, ...clicked),
    'reverie.openChanges': () => openChanges(context),
    'reverie.exportReport': () => exportReport(context),
    'reverie.filterFindings': () => filterFindings(context),
    'reverie.searchFindings': () => searchFindings(context),
    'reverie.clearFilter': () => clearFilter(context),
    'reverie.openLesson': (row?: LessonRow) => openLesson(context, row),
    'reverie.editLesson': editLesson,
    'reverie.filterMemory': () => filterMemory(context),
    'reverie.clearMemoryFilter': () => context.memory.filterBy(''),
    'reverie.showMoreLessons': (row?: MemoryRow) => {
      if (row?.node.kind === 'more') context.memory.showMore(row.node.group);
    },
    'reverie.contestFinding': (...clicked: unknown[]) => atCaret(context, clicked, contestFinding),
    'reverie.nextFinding': () => walkFindings(context, 'next'),
    'reverie.previousFinding': () => walkFindings(context, 'previous'),
    'reverie.reviewFile': (...what: unknown[]) => reviewFile(context, ...what),
    'reverie.reviewSelection': () => reviewSelection(context),
    'reverie.reviewStaged': (group?: unknown) => reviewGroup(context, 'staged', group),
    'reverie.reviewUnstaged': (group?: unknown) => reviewGroup(context, 'unstaged', group),
    'reverie.reviewAndCommit': (scm?: unknown) => reviewAndCommit(context, scm),
    'reverie.guardCommits': () => guardCommits(),
    'reverie.pinLesson': (row?: MemoryRow) => changeLesson('pin', row),
    'reverie.unpinLesson': (row?: MemoryRow) => changeLesson('unpin', row),
    'reverie.activateLesson': (row?: MemoryRow) => changeLesson('activate', row),
    'reverie.retireLesson': (row?: MemoryRow) => changeLesson('retire', row),
    'reverie.restoreLesson': (row?: MemoryRow) => changeLesson('restore', row),
    'reverie.lessonHistory': lessonHistory,
    'reverie.openEvidence': openEvidence,
    'reverie.approveOperation': (row?: MemoryRow) => decideOperation('approve', row),
    'reverie.discardOperation': (row?: MemoryRow) => decideOperation('discard', row),
    'reverie.approveAll': (row?: DreamsRow) => decideAll('approve', row),
    'reverie.discardAll': (row?: DreamsRow) => decideAll('discard', row),
    'reverie.showOperation': (row?: DreamsRow) => showOperation(context, row),
    'reverie.revertOperation': (row?: DreamsRow) => revertOperation(row),
    'reverie.rollBackDream': (row?: DreamsRow) => rollBackDream(row),
    'reverie.openDream': openDream,
    'reverie.openTranscript': openTranscript,
    'reverie.setApiKey': () => setApiKey(context),
    'reverie.removeApiKey': () => removeApiKey(context),
    'reverie.hideModelHint': () => context.model.hideHint(),
    'reverie.pause': () => pauseReverie(context, true),
    'reverie.resume': () => pauseReverie(context, false),
    'reverie.forget': () => forget(context),
    'reverie.trySample': () => trySample(context),
    'reverie.openCoverage': (row?: TranscriptsRow | FindingsRow) => openCoverage(context, row),
    'reverie.whyHeldBack': whyHeldBack,
    'reverie.whyNotReviewed': (about?: FindingsRow | vscode.Uri) => whyNotReviewed(context, about),
    'reverie.openLink': (target?: unknown) => openLink(context, target),
  };
}
