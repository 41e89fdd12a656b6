/** Lessons, dreams and transcripts as read-only documents with addresses: `reverie-<kind>:/<repo>/<title>.md?<what>`. */
import * as vscode from 'vscode';
import type { DocumentText } from './document-text.js';
import type { RepoSession } from './repo-session.js';
import type { ReverieStore } from './reverie-store.js';
import { stamp } from './words.js';

const documentSchemes = ['reverie-lesson', 'reverie-dream', 'reverie-transcript', 'reverie-coverage', 'reverie-held-back'] as const;
export type Scheme = (typeof documentSchemes)[number];

/** A lesson as it is now, or as it was in a version of memory. */
export function lessonUri(session: RepoSession, lesson: string, version = ''): vscode.Uri {
  return uri('reverie-lesson', session, lesson, { id: lesson, version });
}

export function dreamUri(session: RepoSession, dream: string, startedAt: string): vscode.Uri {
  return uri('reverie-dream', session, vscode.l10n.t('Dream {0}', stamp(startedAt)), { id: dream });
}

export function transcriptUri(session: RepoSession, transcript: string, title: string): vscode.Uri {
  return uri('reverie-transcript', session, title, { id: transcript });
}

/** What a review looked at; `review` is its id. */
export function coverageUri(session: RepoSession, review: string): vscode.Uri {
  return uri('reverie-coverage', session, vscode.l10n.t('Coverage'), { id: review });
}

/** Why a finding of the newest report was held back; `finding` is its id. */
export function heldBackUri(session: RepoSession, finding: string): vscode.Uri {
  return uri('reverie-held-back', session, vscode.l10n.t('Held Back'), { id: finding });
}

/** Provides the texts; open lessons are read again when memory changes. */
export function provideDocuments(store: ReverieStore, text: DocumentText): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      await store.open();
      const [, repo = ''] = uri.path.split('/');
      const session = store.session(repo);
      if (!session) return vscode.l10n.t('This repository is not open in this window.');
      const query = new URLSearchParams(uri.query);
      return text(uri.scheme as Scheme, session, { id: query.get('id') ?? '', version: query.get('version') ?? '' });
    },
  };
  const subscription = store.subscribe((change) => {
    if (change.part !== 'memory' && change.part !== 'dreams') return;
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme === `reverie-${change.part === 'memory' ? 'lesson' : 'dream'}`) changed.fire(uri);
    }
  });
  return vscode.Disposable.from(
    changed,
    new vscode.Disposable(() => subscription.dispose()),
    ...documentSchemes.map((scheme) => vscode.workspace.registerTextDocumentContentProvider(scheme, provider)),
  );
}

function uri(scheme: Scheme, session: RepoSession, title: string, query: Record<string, string>): vscode.Uri {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return vscode.Uri.from({ scheme, path: `/${session.id}/${title}.md`, query: new URLSearchParams(given).toString() });
}
