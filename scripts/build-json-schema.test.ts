import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildJsonSchema, formatJsonSchema, jsonSchemaPath } from './build-json-schema.ts';

it('is what public/manifest.schema.json holds; else run npx tsx scripts/build-json-schema.ts', () => {
  expect(readFileSync(jsonSchemaPath, 'utf8')).toBe(formatJsonSchema());
});

it('asks for the fields that a manifest must have, and lets others be', () => {
  const schema = buildJsonSchema();
  expect(schema.required).toEqual(['manifestVersion', 'generation', 'publishedAt', 'services']);
  expect(schema.additionalProperties).not.toBe(false);
  expect(JSON.stringify(schema)).toContain('"pattern":"^[0-9a-f]{64}$"');
});
