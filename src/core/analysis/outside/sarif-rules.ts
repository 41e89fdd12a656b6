/** The rules of a SARIF run: which descriptor a result means, and what it says (SARIF 2.1.0, §3.27.5–7, §3.49, §3.52). */
import { isObject, type JsonObject, member, members, text, texts, whole } from './json-access.js';

/** One analyzer, or one of its extensions (CodeQL's query packs). */
export type Component = { name: string; json: JsonObject; rules: JsonObject[]; byId: Map<string, JsonObject> };

export type SarifTool = { driver: Component; extensions: Component[]; taxonomies: JsonObject[] };

/** The rule of a result. `descriptor` is empty when the report does not describe it. */
export type SarifRule = { id: string | undefined; descriptor: JsonObject; component: Component };

export function sarifTool(run: JsonObject): SarifTool {
  const tool = member(run, 'tool');
  return {
    driver: component(member(tool, 'driver')),
    extensions: members(tool, 'extensions').map(component),
    taxonomies: members(run, 'taxonomies'),
  };
}

export function ruleOf(result: JsonObject, tool: SarifTool): SarifRule {
  const reference = member(result, 'rule');
  const component = componentOf(member(reference, 'toolComponent'), tool);
  const index = whole(reference, 'index') ?? whole(result, 'ruleIndex');
  const given = text(result, 'ruleId') ?? text(reference, 'id');
  const guid = text(reference, 'guid');
  const indexed = index === undefined ? undefined : component.rules[index];
  const byIndex = indexed !== undefined && fits(indexed, given) ? indexed : undefined;
  const byGuid = guid === undefined ? undefined : component.rules.find((rule) => text(rule, 'guid') === guid);
  const found = byIndex ?? byGuid ?? (given === undefined ? undefined : byName(given, component, tool));
  return { id: given ?? (found && text(found, 'id')), descriptor: found ?? {}, component };
}

/** `CWE-79` and such that rule and result name, by tags, properties, taxa and relationships. */
export function cweIds(result: JsonObject, rule: SarifRule, tool: SarifTool): string[] {
  const ids = new Set<string>();
  for (const properties of [member(result, 'properties'), member(rule.descriptor, 'properties')]) {
    for (const tag of texts(properties, 'tags')) addCwe(ids, /\bcwe[-_ /:]*0*(\d{1,5})\b/i.exec(tag)?.[1]);
    for (const name of ['cwe', 'CWE', 'cweId', 'cwe-id']) {
      for (const value of [text(properties, name) ?? '', ...texts(properties, name)]) {
        addCwe(ids, (/\bcwe[-_ /:]*0*(\d{1,5})\b/i.exec(value) ?? /^0*(\d{1,5})$/.exec(value.trim()))?.[1]);
      }
    }
  }
  const taxa = [...members(result, 'taxa'), ...members(rule.descriptor, 'relationships').map((r) => member(r, 'target'))];
  for (const taxon of taxa) {
    const named = member(taxon, 'toolComponent');
    const at = whole(named, 'index');
    const taxonomy = at === undefined ? {} : (tool.taxonomies[at] ?? {});
    const index = whole(taxon, 'index');
    const id = text(taxon, 'id') ?? (index === undefined ? undefined : text(members(taxonomy, 'taxa')[index] ?? {}, 'id')) ?? '';
    const scheme = text(named, 'name') ?? text(taxonomy, 'name') ?? '';
    if (/cwe/i.test(scheme) || /^cwe/i.test(id)) addCwe(ids, /0*(\d{1,5})$/.exec(id)?.[1]);
  }
  return [...ids].slice(0, 20);
}

/** Tags of rule and result, with what properties call the category. */
export function tagsOf(result: JsonObject, rule: SarifRule): string[] {
  return [member(result, 'properties'), member(rule.descriptor, 'properties')].flatMap((properties) => [
    ...texts(properties, 'tags'),
    ...['category', 'kind', 'type'].flatMap((name) => text(properties, name) ?? []),
  ]);
}

function addCwe(ids: Set<string>, digits: string | undefined): void {
  if (digits !== undefined && Number(digits) > 0) ids.add(`CWE-${Number(digits)}`);
}

function component(json: JsonObject): Component {
  const rules = members(json, 'rules');
  const byId = new Map<string, JsonObject>();
  for (const rule of rules) {
    const id = text(rule, 'id');
    if (id !== undefined && !byId.has(id)) byId.set(id, rule);
  }
  return { name: text(json, 'name') ?? '', json, rules, byId };
}

function componentOf(reference: JsonObject, tool: SarifTool): Component {
  const index = whole(reference, 'index');
  const name = text(reference, 'name');
  const guid = text(reference, 'guid');
  return (
    (index === undefined ? undefined : tool.extensions[index]) ??
    (name === undefined ? undefined : tool.extensions.find((extension) => extension.name === name)) ??
    (guid === undefined ? undefined : tool.extensions.find((extension) => text(extension.json, 'guid') === guid)) ??
    tool.driver
  );
}

/** A result may name a sub-rule: `CA1000/1` is described by `CA1000`. */
function fits(rule: JsonObject, given: string | undefined): boolean {
  const id = text(rule, 'id');
  return isObject(rule) && (given === undefined || id === undefined || given === id || given.startsWith(`${id}/`));
}

function byName(given: string, component: Component, tool: SarifTool): JsonObject | undefined {
  const places = [component, tool.driver, ...tool.extensions];
  for (let id = given; id !== ''; id = id.slice(0, Math.max(id.lastIndexOf('/'), 0))) {
    const found = places.find((place) => place.byId.has(id))?.byId.get(id);
    if (found) return found;
  }
  return undefined;
}
