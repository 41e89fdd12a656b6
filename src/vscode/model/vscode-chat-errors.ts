/** Why a model of VS Code gave no answer, in words that a person can act on. */
import type { Engine } from '../engine.js';
import { l10n } from '../l10n.js';

type ModelError = InstanceType<Engine['ModelError']>;

/** `error` is what VS Code threw: a LanguageModelError has one of three codes, anything else is the provider's own. */
export function chatError(ModelError: Engine['ModelError'], model: string, error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const words = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  switch (codeOf(error)) {
    case 'NoPermissions':
      return consentMissing(ModelError, model, error);
    case 'Blocked':
      return new ModelError('quota', l10n.t('VS Code’s model {0} does not answer now: {1}', model, words), {
        next: l10n.t('Look at the quota of your account there, or choose another model'),
        cause: error,
      });
    case 'NotFound':
      return noSuchModel(ModelError, model, error);
    case undefined:
      return new ModelError('server', l10n.t('VS Code’s model {0} failed: {1}', model, words), {
        next: l10n.t('Try again later'),
        cause: error,
      });
  }
}

export function consentMissing(ModelError: Engine['ModelError'], model: string, cause?: unknown): ModelError {
  return new ModelError('consent', l10n.t('Reverie may not use VS Code’s model {0}', model), {
    next: l10n.t('Review from the command palette and allow it when VS Code asks, or choose another setting for reverie.model.provider'),
    cause,
  });
}

export function noSuchModel(ModelError: Engine['ModelError'], model: string, cause?: unknown): ModelError {
  return new ModelError('invalid', l10n.t('VS Code has no model {0}', model), {
    next: l10n.t('Name one that it has in reverie.model.models'),
    cause,
  });
}

export function noModels(ModelError: Engine['ModelError']): ModelError {
  return new ModelError('invalid', l10n.t('VS Code has no language model to offer'), {
    next: l10n.t('Sign in to one that it supports, or run “Reverie: Set API Key…” and set reverie.model.provider to auto'),
  });
}

function codeOf(error: unknown): 'NoPermissions' | 'Blocked' | 'NotFound' | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'NoPermissions' || code === 'Blocked' || code === 'NotFound' ? code : undefined;
}
