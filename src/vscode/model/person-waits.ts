/** Whether a person waits for what a model does: VS Code may ask for consent only then, never for what runs by itself. */

let waiting = 0;

export async function whilePersonWaits<T>(work: () => Promise<T>): Promise<T> {
  waiting++;
  try {
    return await work();
  } finally {
    waiting--;
  }
}

export function personWaits(): boolean {
  return waiting > 0;
}
