import { describe, expect, it } from 'vitest';
import { commonOperators } from './common-operators.ts';
import { allOperators } from './graph.ts';
import { loadOperators } from './load-operators.ts';
import { rareOperators } from './rare-operators.ts';

describe('loadOperators', () => {
  it('gives the common operators alone where they suffice', async () => {
    expect(await loadOperators({ nodes: [{ id: 'a', op: 'array' }] })).toBe(commonOperators);
    expect(await loadOperators({ nodes: 'none' })).toBe(commonOperators);
    expect(await loadOperators(undefined)).toBe(commonOperators);
  });

  it('adds the rare ones where one is named', async () => {
    const operators = await loadOperators({
      nodes: [
        { id: 'a', op: 'array' },
        { id: 'b', op: 'cast' },
      ],
    });
    expect(operators).toEqual([...commonOperators, ...rareOperators]);
  });

  it('adds all where one is named that is rarer still, or unknown', async () => {
    expect(await loadOperators({ nodes: [{ op: 'cast' }, { op: 'tfidf' }] })).toEqual(allOperators);
    expect(await loadOperators({ nodes: [{ op: 'toString' }] })).toEqual(allOperators);
  });

  it('gives each operator one name', () => {
    const names = allOperators.map((operator) => operator.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(42);
  });
});
