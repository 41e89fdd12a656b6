/** Why a model gave no answer, in words that a person can act on. */
import { HumanError } from '../human-error.js';
import type { ChatUsage } from './chat-model.js';

export type ModelErrorKind =
  /** The key is missing, wrong or not allowed to. */
  | 'auth'
  /** The account has no money or quota left. */
  | 'quota'
  | 'rate-limit'
  | 'overloaded'
  /** The provider failed, or what it sent is no answer. */
  | 'server'
  | 'network'
  /** The stream broke off or stood still. */
  | 'broken-off'
  /** The request itself was refused (unknown model, too long). */
  | 'invalid'
  /** A person has not allowed the use of this model. */
  | 'consent';

const passing: ReadonlySet<ModelErrorKind> = new Set(['rate-limit', 'overloaded', 'server', 'network', 'broken-off']);

export class ModelError extends HumanError {
  constructor(
    readonly kind: ModelErrorKind,
    message: string,
    options: { next: string; cause?: unknown; /** What was spent before it failed, as far as the provider told. */ usage?: ChatUsage },
  ) {
    super(message, options);
    this.usage = options.usage;
  }

  readonly usage: ChatUsage | undefined;

  /** Whether the same call may succeed a little later. */
  get passes(): boolean {
    return passing.has(this.kind);
  }
}
