import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatJsonSchema, jsonSchemaPath, jsonSchemas } from './build-json-schema.ts';

const schemaOf = (name: string) => jsonSchemas[name]?.() ?? {};

describe.each(Object.entries(jsonSchemas))('%s', (name, build) => {
  it('is what public/ holds; else run npx tsx scripts/build-json-schema.ts', () => {
    expect(readFileSync(jsonSchemaPath(name), 'utf8')).toBe(formatJsonSchema(build()));
  });

  it('describes every field of an activity, and names the dom-actions', () => {
    const { activities } = build().properties ?? {};
    const undescribed = Object.entries(Object(activities).items.properties).filter(
      ([, field]) => !Object(field).description,
    );
    expect(undescribed.map(([field]) => field)).toEqual([]);
    expect(JSON.stringify(build())).toContain('"enum":["setText","setHtml"');
  });
});

it('asks for the fields that a manifest must have, and lets others be', () => {
  const schema = schemaOf('manifest.schema.json');
  expect(schema.required).toEqual(['manifestVersion', 'generation', 'publishedAt', 'services']);
  expect(schema.additionalProperties).not.toBe(false);
  expect(JSON.stringify(schema)).toContain('"pattern":"^[0-9a-f]{64}$"');
});

it("lets whatever an activities file leaves out stay as it was published, and describes the site's own fields", () => {
  const { required, properties } = schemaOf('activities.schema.json');
  expect(required ?? []).toEqual([]);
  expect(Object.keys(properties ?? {})).toEqual(['segments', 'activities', 'holdout', 'seed', 'status']);
  expect(properties?.status).toMatchObject({ description: expect.stringContaining('kill switch') });
});
