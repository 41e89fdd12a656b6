/** When the next dream comes, in words: `tonight at 03:00, or after 10 idle minutes`. */
import type { DreamSettings } from '../protocol/settings.js';
import { l10n } from './l10n.js';

export type NextDream = { now: Date; newTranscripts: number; newVerdicts: number; dreaming?: boolean };

export function nextDreamWords(settings: Omit<DreamSettings, 'apply'>, { now, newTranscripts, newVerdicts, dreaming }: NextDream): string {
  if (dreaming) return l10n.t('dreaming now');
  if (!settings.enabled) return l10n.t('only by command: dreaming by itself is turned off');
  if (newTranscripts === 0 && newVerdicts === 0) return l10n.t('when something new was reviewed or judged');
  const enough = Math.max(1, settings.minTranscripts);
  const minutes = settings.idleMinutes;
  const idle =
    newTranscripts >= enough || newVerdicts >= enough
      ? minutes === 1
        ? l10n.t('after 1 idle minute')
        : l10n.t('after {0} idle minutes', minutes)
      : l10n.t('when idle after {0} more reviews', enough - newTranscripts);
  const daily = dailyWords(settings.dailyAt, now);
  return daily === undefined ? idle : l10n.t('{0}, or {1}', daily, idle);
}

/** Undefined without a daily hour. Local time, as the setting is meant. */
function dailyWords(dailyAt: string, now: Date): string | undefined {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(dailyAt) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  const at = Number(hours) * 60 + Number(minutes);
  const today = now.getHours() * 60 + now.getMinutes() < at;
  // the small hours of the next day are still this night
  if (Number(hours) < 6 && (today ? now.getHours() < 6 : now.getHours() >= 12)) return l10n.t('tonight at {0}', dailyAt);
  return today ? l10n.t('today at {0}', dailyAt) : l10n.t('tomorrow at {0}', dailyAt);
}
