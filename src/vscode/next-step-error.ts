/** What a person can do about a failed command, with the command that does it. */

export type NextStep = { title: string; command: string; args?: unknown[] };

/** The UI's own `HumanError`: its next step is a button. (The engine's class stays in the lazy bundle.) */
export class NextStepError extends Error {
  readonly step: NextStep;

  constructor(message: string, step: NextStep) {
    super(message);
    this.name = 'NextStepError';
    this.step = step;
  }
}

/** Every error as words: `next` only for what a person can fix. Errors are known by their names, as they come from several bundles. */
export function describeError(error: unknown): { message: string; next?: string; step?: NextStep; expected: boolean } {
  if (error instanceof Error && error.name === 'NextStepError' && 'step' in error) {
    return { message: error.message, step: error.step as NextStep, expected: true };
  }
  if (error instanceof Error && error.name === 'HumanError') {
    const next = 'next' in error && typeof error.next === 'string' ? error.next : undefined;
    return { message: error.message, next, expected: true };
  }
  return { message: error instanceof Error ? error.message : String(error), expected: false };
}

/** True for an abort by a signal, by VS Code's token, or by closing a pick. */
export function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled' || error.name === 'CancellationError');
}

/** The message and the next step as sentences. */
export function errorSentences(error: unknown): string {
  const { message, next } = describeError(error);
  return [message, next ?? ''].filter(Boolean).map(sentence).join(' ');
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
