import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { manifestSchema } from '../src/registry/manifest.ts';

/** Where the JSON Schema lies, from which editors complete and check a manifest. */
export const jsonSchemaPath = fileURLToPath(new URL('../public/manifest.schema.json', import.meta.url));

/** What editors show, by path in the schema; kept out of the runtime schema, which every page loads. */
const descriptions: Readonly<Record<string, string>> = {
  '': 'Names all services, segments and activities of a site.',
  manifestVersion: 'Version of this format.',
  generation: 'Counts up with every publication; a page refuses a lower one than it has trusted.',
  publishedAt: 'ISO 8601 date and time.',
  mirrors: 'Folders that hold the same manifest and artifacts, tried in order when the origin fails.',
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
  'activities.*.scope': 'Name of the place on the page.',
  'activities.*.priority': 'The higher wins its scope.',
  'activities.*.status': 'Only live activities are shown to everyone.',
  'activities.*.schedule': 'ISO 8601 with offset; from start on and before end.',
  'activities.*.audience': 'Visitors who are in all segments and for whom the condition holds.',
  'activities.*.holdout': 'Share of visitors who get the default content, 0 to 1.',
  'activities.*.exclusionGroup': 'A visitor takes part in one activity of a group.',
  'activities.*.frequencyCap': 'Displays at most, per session, day or visitor.',
  'activities.*.goal': 'What the activity is for: an event that counts as its conversion.',
  'activities.*.goal.condition': 'JSON Logic over { event }.',
  'activities.*.goal.window': 'Seconds after a display in which an event counts; a week where it is not given.',
  'activities.*.selection': 'How one of the experiences is chosen.',
  'activities.*.experiences': 'The alternatives; one without items leaves the default content.',
  'activities.*.experiences.*.weight': 'Relative share for the selection type split.',
  'activities.*.experiences.*.condition': 'JSON Logic; the alternative is left out where it does not hold.',
  'activities.*.experiences.*.items': 'The content.',
};

/** The manifest's schema as JSON Schema (draft 2020-12), with descriptions. */
export function buildJsonSchema(): JsonSchema {
  const schema = toJsonSchema(manifestSchema, { target: 'draft-2020-12', typeMode: 'input' });
  for (const [path, description] of Object.entries(descriptions)) {
    const part = path === '' ? schema : path.split('.').reduce(stepInto, schema);
    part.description = description;
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'Edgewise manifest', ...schema };
}

function stepInto(schema: JsonSchema, name: string): JsonSchema {
  const part = name === '*' ? (schema.additionalProperties ?? schema.items) : schema.properties?.[name];
  if (typeof part !== 'object' || Array.isArray(part)) throw new Error(`The manifest's schema has no "${name}".`);
  return part;
}

/** The file's text. */
export function formatJsonSchema(): string {
  return `${JSON.stringify(buildJsonSchema(), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(jsonSchemaPath, formatJsonSchema());
  console.log(`wrote ${jsonSchemaPath}`);
}
