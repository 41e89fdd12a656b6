/** `Show Overview`: numbers per review and per dream. */
import { showOverviewPanel } from '../overview-panel.js';
import type { CommandContext } from './command-context.js';

export async function showOverview({ store, extensionUri }: CommandContext): Promise<void> {
  await store.require();
  showOverviewPanel(store, extensionUri);
}
