/** The log channel, through which no secret passes: messages may hold what a gateway, git or another program said. */
import * as vscode from 'vscode';
import { hidingLog } from './hidden-log.js';

export function openLog(): vscode.LogOutputChannel {
  return hidingLog(vscode.window.createOutputChannel('Reverie', { log: true }));
}
