/** The agents on one repository: its history, its team's files, and what earlier transcripts tell of their work. */
import type { Repo } from '../../core/changes/change-set.js';
import type { ModelAccess } from '../../core/model/model-access.js';
import type { Ports, Redact } from '../../core/ports.js';
import { createModelReviewer, type ModelReviewerDeps } from '../../core/review/agents/create-model-reviewer.js';
import type { ModelReviewer, Rechecker } from '../../core/review/agents/model-reviewer.js';
import { builtInRubric, readRubric } from '../../core/review/agents/rubric.js';
import { readTeamSpecialist } from '../../core/review/agents/team-specialist.js';
import type { LanguageServices } from '../../core/review/agents/tools/repo-reading.js';
import type { AgentCovered } from '../../core/transcript/agent-events.js';
import type { TranscriptStore } from '../../core/transcript/transcript-store.js';
import { repoGit } from '../git/repo-git.js';
import { openDaySpend } from '../model/day-spend.js';
import { openTeamFiles } from '../team-files.js';
import { gitHistory } from './git-history.js';

export type ModelReviewerOptions = {
  repo: Repo;
  ports: Ports;
  redact: Redact;
  transcripts: Pick<TranscriptStore, 'list' | 'read'>;
  access: ModelAccess;
  services?: LanguageServices;
  limits?: ModelReviewerDeps['limits'];
};

/** Transcripts of reviews that are searched for what agents have looked at, newest first. */
const mostTranscripts = 30;

export function openModelReviewer({
  repo,
  ports,
  redact,
  transcripts,
  access,
  services,
  limits,
}: ModelReviewerOptions): ModelReviewer & Rechecker {
  const specialistFiles = openTeamFiles(repo, { folder: '.reverie/specialists', pick: /^[^/]+\.md$/i });
  const rubricFile = openTeamFiles(repo, { folder: '.reverie', pick: /^rubric\.md$/ });
  const git = repoGit(repo.root, { bigFile: 2_000_000 });
  return createModelReviewer({
    ports,
    redact,
    access,
    ...(services && { services }),
    ...(limits && { limits }),
    day: openDaySpend({ folder: repo.reverieDir, ports }),
    history: (changes, contents) => gitHistory(git, changes, contents),
    async team(changes) {
      const [specialists, rubrics] = await Promise.all([specialistFiles.read(changes), rubricFile.read(changes)]);
      const problems = [...specialists.problems, ...rubrics.problems].map((p) => `${p.file}: ${p.reason}`);
      const read = specialists.documents.flatMap(({ file, text }) => {
        const specialist = readTeamSpecialist(file, redact(text));
        if (specialist.state === 'ok') return [specialist.specialist];
        problems.push(`${file}: ${specialist.reason}`);
        return [];
      });
      const [own] = rubrics.documents;
      const rubric = own ? readRubric(redact(own.text), own.file) : { rubric: builtInRubric() };
      if ('problem' in rubric && rubric.problem !== undefined) problems.push(rubric.problem);
      return { specialists: read, rubric: rubric.rubric, problems };
    },
    async covered() {
      const covered: AgentCovered[] = [];
      for (const entry of (await transcripts.list()).toReversed().slice(0, mostTranscripts)) {
        const { events } = await transcripts.read(entry);
        // a review that was cut off has lost what its agents found
        if (!events.some((event) => event.type === 'ended')) continue;
        for (const event of events) if (event.type === 'agent-covered') covered.push(event);
      }
      return covered;
    },
    async whole({ last }) {
      const entry = (await transcripts.list()).find((e) => e.id === last.review);
      if (!entry) return undefined;
      for (const event of (await transcripts.read(entry)).events) {
        const finding = event.type === 'finding' ? event.finding : event.type === 'held-back' ? event.held.finding : undefined;
        if (finding?.fingerprint === last.finding.fingerprint) return finding;
      }
      return undefined;
    },
  });
}
