import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { keptManifestSchema } from '../src/authoring/publish/kept-manifest.ts';
import { activitiesSchema } from '../src/authoring/validation/activities-file.ts';
import {
  domAction,
  domActionTypes,
  htmlContentItem,
  jsonContentItem,
  redirectItem,
} from '../src/decisioning/activity.ts';

/** The JSON Schemas from which editors complete and check files, by name of their file in `public/`. */
export const jsonSchemas: Readonly<Record<string, () => JsonSchema>> = {
  'manifest.schema.json': () => buildJsonSchema('Edgewise manifest', keptManifestSchema),
  'activities.schema.json': () => buildJsonSchema('Edgewise activities', activitiesSchema),
};

/** Where a JSON Schema lies. */
export function jsonSchemaPath(name: string): string {
  return fileURLToPath(new URL(`../public/${name}`, import.meta.url));
}

/** What editors show, by path in the schema; kept out of the runtime schema, which every page loads. */
const descriptions: Readonly<Record<string, string>> = {
  manifestVersion: 'Version of this format.',
  generation: 'Counts up with every publication; a page refuses a lower one than it has trusted.',
  publishedAt: 'ISO 8601 date and time.',
  restores: 'The generation that was published anew by this one: rollback writes it.',
  mirrors: 'Folders that hold the same manifest and artifacts, tried in order when the origin fails.',
  holdout: 'Share of visitors, 0 to 1, who get the default content everywhere.',
  seed: 'What visitors are allocated with; a new one draws anew.',
  status: 'paused gives every scope its default content: the kill switch.',
  services: 'By id: what is deployed, listed and scored.',
  'services.*.version': 'Of the service, stored with every score.',
  'services.*.graph': 'Acyclic graph of operators that turns events and profile into scores.',
  'services.*.models': 'By name, as the graph refers to them.',
  'services.*.models.*.sha256': 'Names the file under artifacts/.',
  'services.*.models.*.bytes': 'Exact size.',
  'services.*.models.*.operators': 'ONNX operators of the model.',
  'services.*.models.*.executionProviders': 'That run the model, best first.',
  'services.*.selfCheck': 'One visit or several, with the scores that every execution provider must find.',
  runtimes: "ONNX Runtime's binary by execution provider, where a model needs it.",
  'runtimes.wasm': 'For the wasm provider.',
  'runtimes.webgpu': 'For the webgpu provider.',
  segments: 'Named conditions; one may refer to those before it.',
  'segments.*.id': 'Without a dot, for conditions refer to it as segments.<id>.',
  'segments.*.name': 'As shown to people.',
  'segments.*.condition': 'JSON Logic over { event, profile, scores, segments, session, page, now }.',
  activities: 'Who sees what in which scope, when and how often.',
  'activities.*.id': 'Names it in reports, and visitors are allocated by it: a new id draws anew.',
  'activities.*.scope': 'Name of the place on the page.',
  'activities.*.priority': 'The higher wins its scope; of equals rankBy, then the first.',
  'activities.*.rankBy': 'JSON Logic that gives a number: of equal priorities the higher goes first.',
  'activities.*.status': 'live for everyone, preview for those who ask for it, paused for nobody.',
  'activities.*.schedule': 'From start on and before end.',
  'activities.*.schedule.start':
    'ISO 8601, with offset or local to timeZone: 2026-11-27T00:00:00+01:00, 2026-11-27T00:00.',
  'activities.*.schedule.end':
    'ISO 8601, with offset or local to timeZone: 2026-11-28T00:00:00+01:00, 2026-11-28T00:00.',
  'activities.*.schedule.timeZone': 'IANA time zone of local dates: Europe/Berlin.',
  'activities.*.audience': 'Visitors who are in all segments and for whom the condition holds.',
  'activities.*.audience.segments': 'Ids of segments; the visitor is in all of them.',
  'activities.*.audience.condition': 'JSON Logic over { event, profile, scores, segments, session, page, now }.',
  'activities.*.holdout':
    'Share of the visitors who qualify, 0 to 1, that is shown what would stand here without this activity.',
  'activities.*.exclusionGroup': 'A visitor takes part in one activity of a group.',
  'activities.*.frequencyCap': 'Displays at most.',
  'activities.*.frequencyCap.count': 'How many.',
  'activities.*.frequencyCap.per':
    'A session ends after half an hour without an event; a day is the calendar day of the device.',
  'activities.*.seed': 'What visitors are allocated with; a new one draws anew.',
  'activities.*.selection': 'How one of the experiences is chosen.',
  'activities.*.selection.type':
    'first: the first whose condition holds. split: drawn by weight, the same on every visit. learned: by what the device has learned.',
  'activities.*.goal': 'What counts as a conversion.',
  'activities.*.goal.condition': 'JSON Logic over { event }.',
  'activities.*.goal.window': 'Seconds after a display within which the event counts; 604800, a week, by default.',
  'activities.*.experiences': 'The alternatives; one without items leaves the default content.',
  'activities.*.experiences.*.id': 'Names it in reports.',
  'activities.*.experiences.*.weight': 'Relative share for the selections split and learned; 1 by default.',
  'activities.*.experiences.*.condition': 'JSON Logic; the alternative is left out where it does not hold.',
  'activities.*.experiences.*.items': 'The content.',
};

/** What editors show of an item, by its schema. */
const itemDescriptions: Readonly<Record<string, string>> = {
  [htmlContentItem]: 'Markup for the slot; it is sanitised.',
  [jsonContentItem]: "Data for the page's own code.",
  [domAction]: 'A change of the elements that a selector finds.',
  [redirectItem]: 'Leads to another page of the site, where the page allows it.',
};

/** A schema as JSON Schema (draft 2020-12), with descriptions. */
function buildJsonSchema(title: string, of: v.GenericSchema): JsonSchema {
  const schema = toJsonSchema(of, { target: 'draft-2020-12', typeMode: 'input' });
  for (const [path, description] of Object.entries(descriptions)) {
    const part = path === '' ? schema : path.split('.').reduce<JsonSchema | undefined>(stepInto, schema);
    if (part) part.description = description;
    // An activities file has some of a manifest's fields.
    else if (of === keptManifestSchema) throw new Error(`The manifest's schema has no "${path}".`);
  }
  const experience = 'activities.*.experiences.*'.split('.').reduce<JsonSchema | undefined>(stepInto, schema);
  for (const item of [stepInto(stepInto(experience, 'items'), '*')?.oneOf ?? []].flat()) describeItem(item);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...schema };
}

function describeItem(item: unknown): void {
  const { properties } = item as JsonSchema;
  const [schema, data] = [properties?.schema, properties?.data] as (JsonSchema | undefined)[];
  const name = String(schema?.const);
  Object.assign(item as JsonSchema, { description: itemDescriptions[name] });
  // A type that is none does nothing on the page and spoils no manifest, so the runtime schema takes it.
  if (name === domAction && data?.properties) data.properties.type = { enum: [...domActionTypes] };
}

function stepInto(schema: JsonSchema | undefined, name: string): JsonSchema | undefined {
  const part = name === '*' ? (schema?.additionalProperties ?? schema?.items) : schema?.properties?.[name];
  return typeof part === 'object' && !Array.isArray(part) ? part : undefined;
}

/** A JSON Schema as the text of its file. */
export function formatJsonSchema(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, build] of Object.entries(jsonSchemas)) {
    writeFileSync(jsonSchemaPath(name), formatJsonSchema(build()));
    console.log(`wrote ${jsonSchemaPath(name)}`);
  }
}
