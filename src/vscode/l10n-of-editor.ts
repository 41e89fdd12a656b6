/** The editor's language for everything that is loaded after this file: the first import of each bundle. */
import * as vscode from 'vscode';
import { translateWith } from './l10n.js';

translateWith((message, ...values) => vscode.l10n.t(message, ...values));
