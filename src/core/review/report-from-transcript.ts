/** Rebuilds a review's report from its transcript, with the verdicts given since. */
import type { TranscriptRecord } from '../transcript/transcript-store.js';
import type { Finding, HeldBack } from './finding.js';
import { ignoreWord } from './inline-ignore.js';
import { acceptedOf, type KnownFinding, recheckedOf } from './known-finding.js';
import { orderFindings, type ReviewReport } from './review-report.js';

const noUsage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0, requests: 0, wallMs: 0 };

/** Undefined when the transcript is not a review's. A review cut off by a crash is `failed`, with what it found until then. */
export function reportFromTranscript(record: TranscriptRecord, known: Map<string, KnownFinding>): ReviewReport | undefined {
  const started = record.events[0];
  if (started?.type !== 'started' || started.kind !== 'review') return undefined;
  const report: ReviewReport = {
    review: {
      id: started.id,
      scope: started.scope,
      startedAt: started.at,
      endedAt: record.events.at(-1)?.at ?? started.at,
      state: 'failed',
      reason: 'the review was cut off',
    },
    findings: [],
    heldBack: [],
    coverage: [],
    usage: noUsage,
    warnings: record.torn ? [`The last ${record.torn.bytes} bytes of ${record.file} were cut off and are not read`] : [],
  };
  for (const event of record.events) {
    switch (event.type) {
      case 'change-set':
        report.review.base = event.base;
        report.review.head = event.head ?? event.headCommit;
        break;
      case 'finding':
        report.findings.push(withVerdict(event.finding, known.get(event.finding.fingerprint)));
        break;
      case 'held-back':
        if (isOverruled(event.held, known)) report.findings.push(event.held.finding);
        else report.heldBack.push(event.held);
        break;
      case 'coverage':
        report.coverage.push(...event.files);
        break;
      case 'failure':
        report.warnings.push(event.where === ignoreWord ? event.reason : `${event.where}: ${event.reason}`);
        break;
      case 'graded':
        report.review.grade = event.grade;
        break;
      case 'ended':
        report.review.state = event.state === 'skipped' ? 'failed' : event.state;
        report.review.reason = event.reason;
        report.usage = event.usage;
        break;
      case 'started':
      case 'recalled':
      case 'episode':
      case 'proposed':
      case 'decided':
      case 'applied':
      case 'health':
      case 'noted':
      case 'prompt-part':
      case 'agent-started':
      case 'turn':
      case 'tool-result':
      case 'waited':
      case 'agent-ended':
      case 'planned':
      case 'verified':
      case 'agent-covered':
      case 'lessons-shown':
      case 'stopped':
      case 'reflected':
      case 'unsupported':
        break;
    }
  }
  return {
    ...report,
    findings: orderFindings(report.findings),
    ...acceptedOf(report.findings, known),
    ...recheckedOf(report.findings, known),
  };
}

function isOverruled({ finding, lesson }: HeldBack, known: Map<string, KnownFinding>): boolean {
  return lesson !== undefined && known.get(finding.fingerprint)?.overruled?.includes(lesson) === true;
}

/** A finding as it stands now: dismissed or fixed since the review, or open again after a dismissal was withdrawn. */
function withVerdict(finding: Finding, known: KnownFinding | undefined): Finding {
  if (known?.verdict?.verdict === 'dismiss') return { ...finding, status: 'dismissed' };
  if (known?.outcome?.outcome === 'fixed') return { ...finding, status: 'fixed' };
  return finding.status === 'dismissed' ? { ...finding, status: 'open' } : finding;
}
