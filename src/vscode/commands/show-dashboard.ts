/** `Show Dashboard`: the course of weeks with and without memory, memory itself, dreams and money. */
import { showDashboardPanel } from '../dashboard/dashboard-panel.js';
import type { CommandContext } from './command-context.js';

export async function showDashboard({ store, extensionUri, log }: CommandContext): Promise<void> {
  await store.require();
  showDashboardPanel(store, extensionUri, log);
}
