import { describe, expect, it } from 'vitest';
import * as authoring from '../index.ts';
import { discoverOperators } from './discover-operators.ts';

const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('discoverOperators', () => {
  const listed = discoverOperators();

  it('lists every operator and estimator once, each with a factory', () => {
    const names = listed.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(43);
    for (const name of names) expect(authoring).toHaveProperty(camelCase(name));
  });

  it('has schemas that tell params, types and defaults', () => {
    const scaler = listed.find(({ name }) => name === 'standard-scaler');
    expect(scaler?.params).toMatchObject({ type: 'object', required: ['columns'], additionalProperties: false });
    expect(scaler?.learningParams?.properties).toMatchObject({ withMean: { type: 'boolean', default: true } });
    const model = listed.find(({ name }) => name === 'logistic-regression');
    expect(model).toMatchObject({ kind: 'estimator', params: { properties: { C: { type: 'number', default: 1 } } } });
  });
});
