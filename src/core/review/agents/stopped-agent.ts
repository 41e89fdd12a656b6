/** Why an agent was stopped: the person ended the whole review, or this agent alone. */

/** What a signal is aborted with that ends one agent while the others go on. */
export class StoppedAgent extends Error {
  override readonly name = 'StoppedAgent';
  constructor() {
    super('stopped by the person');
  }
}

/** A sentence for people about an aborted signal. */
export function whyStopped(signal: AbortSignal): string {
  return signal.reason instanceof StoppedAgent ? signal.reason.message : 'cancelled by the person';
}
