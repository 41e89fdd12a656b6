/** An error that a person can fix: what happened, and the next step. Everything else that is thrown is a bug. */
export class HumanError extends Error {
  /** The next step, as a sentence without a full stop (“Run git init first”). */
  readonly next: string;

  constructor(message: string, options: { next: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'HumanError';
    this.next = options.next;
  }
}
