/** The words of a dismissal: asked for on a click, so that starting does not pay for them. */
import type { DismissReason } from '../core/transcript/ledger-event.js';
import { l10n } from './l10n.js';

/** The reasons of a dismissal as a person picks them, in the order of use. */
export const dismissWords: readonly { reason: DismissReason; label: string; detail: string }[] = [
  { reason: 'false-alarm', label: l10n.t('False alarm'), detail: l10n.t('There is no such problem here') },
  { reason: 'intended', label: l10n.t('Intended here'), detail: l10n.t('True, and meant to be so') },
  { reason: 'not-worth-it', label: l10n.t('Not worth it'), detail: l10n.t('True, and not worth a change') },
  { reason: 'already-handled', label: l10n.t('Already handled'), detail: l10n.t('Another place takes care of it') },
  { reason: 'duplicate', label: l10n.t('Duplicate'), detail: l10n.t('Another finding says the same') },
  { reason: 'never-here', label: l10n.t('Never flag this here'), detail: l10n.t('A rule for this place, from now on') },
  { reason: 'other', label: l10n.t('Other…'), detail: l10n.t('In your own words') },
];
