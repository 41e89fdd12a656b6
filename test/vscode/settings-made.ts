/** What is made of the settings' schema: the manifest's declarations and the table of defaults. */
import * as z from 'zod';
import { Settings } from '../../src/protocol/settings.js';

type Schema = Record<string, unknown>;
export type Manifest = {
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: { configuration: { title: string; properties: Record<string, Schema> } };
};

/** The manifest as it must be: every setting declared in the schema's order, and none of them taken from a folder without trust. */
export function withSettings(manifest: Manifest): Manifest {
  const properties = declarations();
  manifest.contributes.configuration = { title: 'Reverie', properties };
  manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = Object.keys(properties);
  return manifest;
}

/** The text of src/vscode/settings-table.ts. */
export function settingsTable(): string {
  const rows = Object.entries(declarations()).map(([name, { default: fallback, enum: values, pattern }]) => {
    const parts = { default: fallback, ...(values !== undefined && { enum: values }), ...(pattern !== undefined && { pattern }) };
    return `  '${name}': ${JSON.stringify(parts)},`;
  });
  return [
    '/** The defaults of the settings, and what a value may be. Made by `npm run settings` from src/protocol/settings.ts. */',
    '',
    'export const settings = {',
    ...rows,
    '} as const;',
    '',
  ].join('\n');
}

function declarations(): Record<string, Schema> {
  const all = z.toJSONSchema(Settings, { io: 'input' }).properties as Record<string, Schema>;
  return Object.fromEntries(
    Object.entries(all).map(([name, schema], i) => {
      const text = `setting.${name.slice('reverie.'.length)}`;
      const choices = schema.enum as string[] | undefined;
      const said = choices && { enumDescriptions: choices.map((choice) => `%${text}.${choice}%`) };
      return [name, { order: i + 1, ...declared(schema, text), ...said }];
    }),
  );
}

/** JSON Schema as VS Code's settings editor takes it, each property with its text. */
function declared(schema: Schema, text: string): Schema {
  const { markdown, told, propertyNames: _names, properties, items, additionalProperties: more, ...rest } = schema;
  return {
    ...bounded(rest),
    ...(told === true && { patternErrorMessage: `%${text}.error%` }),
    [markdown === true ? 'markdownDescription' : 'description']: `%${text}%`,
    ...(properties !== undefined && { properties: declaredEach(properties as Record<string, Schema>, text) }),
    ...(items !== undefined && { items: bare(items as Schema, text) }),
    ...(more !== undefined && { additionalProperties: typeof more === 'object' ? bare(more as Schema, undefined) : more }),
  };
}

function declaredEach(properties: Record<string, Schema>, text: string): Record<string, Schema> {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, declared(schema, `${text}.${name}`)]));
}

/** What has no name of its own has no text; `text` is that of its properties, if they have any. */
function bare(schema: Schema, text: string | undefined): Schema {
  const { propertyNames: _names, properties, ...others } = schema;
  const rest = bounded(others);
  if (properties === undefined) return rest;
  const each = Object.entries(properties as Record<string, Schema>).map(([name, one]): [string, Schema] => [
    name,
    text === undefined ? bare(one, undefined) : declared(one, `${text}.${name}`),
  ]);
  return { ...rest, properties: Object.fromEntries(each) };
}

/** Without zod's bounds of an integer: they are JavaScript's, and say nothing. */
function bounded(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).filter(
      ([name, value]) => !((name === 'minimum' || name === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER),
    ),
  );
}
