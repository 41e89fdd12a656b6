/** What the light bulb offers for a finding: which command, called how. */
import type { Finding } from '../core/review/finding.js';
import type { CommandId } from './command-id.js';
import { l10n } from './l10n.js';

export type FindingAction = { title: string; command: CommandId };

/** A comment silences no security finding, and no rule of security is turned off for a place: only this one finding is dismissed. */
export function findingActions({ security, anchor, fix }: Pick<Finding, 'security' | 'anchor' | 'fix'>): FindingAction[] {
  const ignorable = !security && anchor.state === 'exact' && anchor.side === 'new';
  return [
    ...(fix
      ? ([
          { title: l10n.t('Apply fix'), command: 'reverie.applyFix' },
          { title: l10n.t('Apply fix and go to next'), command: 'reverie.fixAndNext' },
        ] as const)
      : []),
    { title: l10n.t('Fix with my agent'), command: 'reverie.fixWithAgent' },
    ...(ignorable ? [{ title: l10n.t('Ignore here with a comment…'), command: 'reverie.ignoreHere' } as const] : []),
    { title: l10n.t('Dismiss…'), command: 'reverie.dismissFinding' },
    ...(security ? [] : [{ title: l10n.t('Never flag this here'), command: 'reverie.neverFlagHere' } as const]),
    { title: l10n.t('Accept'), command: 'reverie.acceptFinding' },
    { title: l10n.t('Contest…'), command: 'reverie.contestFinding' },
  ];
}
