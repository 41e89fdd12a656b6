/** The team's own rules, `.reverie/rules/*.yml`. */
import type { Repo } from '../../core/changes/change-set.js';
import { openTeamFiles, type TeamFileReader, type TeamFiles } from '../team-files.js';

export const teamRulesFolder = '.reverie/rules';

export type TeamRules = TeamFileReader;
export type TeamRuleFiles = TeamFiles;

export function openTeamRules(repo: Repo): TeamRules {
  return openTeamFiles(repo, { folder: teamRulesFolder, pick: /^[^/]+\.ya?ml$/i });
}
