import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { commandIds, viewIds } from '../../src/vscode/command-id.js';
import { Settings } from '../../src/protocol/settings.js';
import { settings } from '../../src/vscode/settings-table.js';
import { settingsTable, withSettings, type Manifest as WithSettings } from './settings-made.js';

type Entry = { command: string; args?: { commands?: string[] }; when?: string; title?: string; category?: string; enablement?: string };
type Manifest = {
  description: string;
  activationEvents: string[];
  extensionKind: string[];
  extensionDependencies?: string[];
  capabilities: {
    untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] };
    virtualWorkspaces: { supported: boolean };
  };
  contributes: {
    commands: Entry[];
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string; when: string }[];
    menus: Record<string, Entry[]>;
    walkthroughs: {
      steps: { id: string; description: string; media: { markdown?: string; image?: string }; completionEvents: string[] }[];
    }[];
    keybindings: Entry[];
    configuration: { properties: Record<string, Record<string, unknown>> };
  };
};

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = manifest;

describe('the manifest', () => {
  it('declares exactly the commands that are registered, all in one category', () => {
    assert.deepEqual(contributes.commands.map((c) => c.command).toSorted(), [...commandIds].toSorted());
    assert.deepEqual([...new Set(contributes.commands.map((c) => c.category))], ['Reverie']);
  });

  it('declares exactly the views that are made', () => {
    assert.deepEqual(
      contributes.views.reverie?.map((v) => v.id),
      [...viewIds],
    );
  });

  it('names only its own commands and views in menus, keys and welcome texts', () => {
    const known = new Set<string>(commandIds);
    const keys = contributes.keybindings.flatMap((k) => k.args?.commands?.filter((c) => !c.startsWith('list.')) ?? [k.command]);
    const menus = Object.values(contributes.menus).flat();
    for (const command of [...menus.map((m) => m.command), ...keys]) assert.ok(known.has(command), command);
    for (const [, view] of JSON.stringify(contributes).matchAll(/view == (reverie\.\w+)/g))
      assert.ok(
        viewIds.some((v) => v === view),
        view,
      );
    for (const { contents } of contributes.viewsWelcome) {
      for (const [, link] of resolved(contents).matchAll(/\(command:(reverie\.\w+)\)/g)) assert.ok(known.has(link ?? ''), link);
    }
  });

  it('has a welcome text for every view, and says in each what Restricted Mode stops', () => {
    for (const view of viewIds) {
      const mine = contributes.viewsWelcome.filter((w) => w.view === view);
      assert.ok(
        mine.some((w) => w.when.includes("reverie.state == 'ready'")),
        `${view} when empty`,
      );
      assert.ok(
        mine.some((w) => w.when.includes('!isWorkspaceTrusted')),
        `${view} in Restricted Mode`,
      );
    }
  });

  it('walks through the first minutes: every step ends by itself, and shows something that is packed', () => {
    const known = new Set<string>(commandIds);
    const [first] = contributes.walkthroughs;
    assert.ok(first && first.steps.length >= 4);
    for (const { id, media, description, completionEvents } of first.steps) {
      assert.ok(existsSync(media.markdown ?? media.image ?? ''), id);
      assert.ok(completionEvents.length > 0, id);
      for (const event of completionEvents)
        if (event.startsWith('onCommand:')) assert.ok(known.has(event.slice('onCommand:'.length)), event);
      for (const [, link] of resolved(description).matchAll(/\(command:(reverie\.\w+)/g)) assert.ok(known.has(link ?? ''), link);
    }
  });

  it('keeps commands that need a row out of the palette', () => {
    const inMenus = new Set(contributes.menus['view/item/context']?.map((m) => m.command));
    const hidden = new Set(contributes.menus.commandPalette?.filter((m) => m.when === 'false').map((m) => m.command));
    assert.deepEqual(
      // without a row one is about the newest review, the other asks which agent
      [...inMenus].filter((c) => !hidden.has(c) && c !== 'reverie.openCoverage' && c !== 'reverie.stopAgent'),
      [],
    );
  });

  it('declares every setting as the schema has it (npm run settings)', () => {
    const made = withSettings(JSON.parse(readFileSync('package.json', 'utf8')) as WithSettings);
    assert.deepEqual(made, manifest);
    assert.equal(bare(readFileSync('src/vscode/settings-table.ts', 'utf8')), bare(settingsTable()));
  });

  it('reads the same defaults with the schema and without it', () => {
    const defaults = Object.fromEntries(Object.entries(settings).map(([name, { default: fallback }]) => [name, fallback]));
    assert.deepEqual(Settings.parse({}), defaults);
  });

  it('lets no setting of an untrusted folder count', () => {
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(), Object.keys(settings).toSorted());
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
  });

  it('starts late, runs where the folder is, and depends on no other extension', () => {
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.equal(manifest.extensionDependencies, undefined);
  });

  it('takes every text from package.nls.json, and leaves none there unused', () => {
    const used = new Set([...JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g)].map((m) => m[1] ?? ''));
    assert.deepEqual([...used].toSorted(), Object.keys(texts).toSorted());
    for (const { title } of contributes.commands) assert.match(title ?? '', /^%.*%$/);
  });
});

function resolved(text: string): string {
  return texts[text.replaceAll('%', '')] ?? text;
}

/** Without what the formatter decides. */
function bare(text: string): string {
  return text.replace(/[\s"']/g, '');
}
