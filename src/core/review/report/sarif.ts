/** A review as a SARIF 2.1.0 log (OASIS standard): one run, every finding a result, also those that are settled or held back. */
import type { Invocation, Log, Notification, Run } from 'sarif';
import type { ReviewReport } from '../review-report.js';
import { locationOf, rootId } from './sarif-location.js';
import { messageText } from './sarif-message.js';
import { type ResultInput, sarifResult } from './sarif-result.js';
import { ruleIdOf, sarifRules } from './sarif-rules.js';

export type SarifOptions = {
  /** Version of Reverie. */
  version: string;
  /** Where the repository is published, without credentials; absent when it is not known. */
  repositoryUri?: string;
};

export function reviewSarif(report: ReviewReport, options: SarifOptions): Log {
  return {
    version: '2.1.0',
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    runs: [run(report, options)],
  };
}

/** The log as a file's text: no half of a surrogate pair in it, which no encoding can carry. */
export function sarifText(log: Log): string {
  return `${JSON.stringify(log, (_, value: unknown) => (typeof value === 'string' ? wellFormed(value) : value), 2)}\n`;
}

function run(report: ReviewReport, { version, repositoryUri }: SarifOptions): Run {
  const { id, scope, base, head } = report.review;
  const inputs: ResultInput[] = [
    ...report.findings.map((finding) => ({ finding, accepted: report.accepted?.includes(finding.fingerprint) === true })),
    ...report.heldBack.map((held) => ({ finding: held.finding, held })),
  ];
  const rules = sarifRules(inputs.map(({ finding }) => finding));
  const index = new Map(rules.map((rule, i) => [rule.id, i]));
  return {
    tool: {
      driver: {
        name: 'Reverie',
        ...(/^\d+\.\d+\.\d+/.test(version) && { semanticVersion: version }),
        version: version || 'unknown',
        rules,
      },
    },
    language: 'en',
    columnKind: 'utf16CodeUnits',
    automationDetails: { id: `reverie/${scope.kind}/${id}` },
    originalUriBaseIds: { [rootId]: { description: { text: 'The root of the repository.' } } },
    ...(repositoryUri !== undefined && {
      versionControlProvenance: [{ repositoryUri, ...((head ?? base) && { revisionId: head ?? base }), mappedTo: { uriBaseId: rootId } }],
    }),
    invocations: [invocation(report)],
    results: inputs.map((input) => sarifResult(input, index.get(ruleIdOf(input.finding)) ?? -1)),
    properties: {
      review: id,
      scope,
      ...(base !== undefined && { base }),
      ...(head !== undefined && { head }),
      ...(report.usage.requests > 0 && { usage: report.usage }),
      ...(report.review.grade && { grade: report.review.grade }),
    },
  };
}

/** Nothing is lost silently: what was not reviewed and what went wrong are notifications. */
function invocation({ review, coverage, warnings }: ReviewReport): Invocation {
  const early: Notification[] =
    review.state === 'done'
      ? []
      : [{ level: 'error', message: { text: messageText(`The review was ${review.state}${review.reason ? `: ${review.reason}` : ''}`) } }];
  const unreviewed = coverage.flatMap((row): Notification[] =>
    row.state === 'reviewed'
      ? []
      : [
          {
            level: row.state === 'failed' ? 'warning' : 'note',
            message: { text: messageText(`${row.path} was not reviewed: ${row.reason}`) },
            locations: [locationOf(row.path)],
          },
        ],
  );
  return {
    executionSuccessful: review.state === 'done',
    startTimeUtc: review.startedAt,
    endTimeUtc: review.endedAt,
    toolExecutionNotifications: [
      ...early,
      ...warnings.map((text): Notification => ({ level: 'warning', message: { text: messageText(text) } })),
      ...unreviewed,
    ],
  };
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
