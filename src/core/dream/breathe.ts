/** Long loops of pure work let the event loop run in between: a review or a heartbeat must not wait for a dream. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
