import { describe, expect, it } from 'vitest';
import type { Tensor } from '../engine/session.ts';
import { isIndexOf, selectTensor } from './tensor.ts';

const tensor: Tensor = { type: 'float32', dims: [2, 3], data: Float32Array.of(0, 1, 2, 10, 11, 12) };

describe('selectTensor', () => {
  // As NumPy's basic indexing.
  it.each<[(number | undefined)[], number[], number[]]>([
    [[undefined, 1], [2], [1, 11]],
    [[0], [3], [0, 1, 2]],
    [[-1, -1], [], [12]],
    [[undefined], [2, 3], [0, 1, 2, 10, 11, 12]],
    [[1, undefined], [3], [10, 11, 12]],
  ])('%j', (index, dims, data) => {
    expect(selectTensor(tensor, index)).toEqual({ type: 'float32', dims, data: Float32Array.from(data) });
  });

  it('selects texts and bigints', () => {
    expect(selectTensor({ type: 'string', dims: [2], data: ['a', 'b'] }, [1])).toEqual({
      type: 'string',
      dims: [],
      data: ['b'],
    });
    const data = BigInt64Array.of(1n, 2n);
    expect(selectTensor({ type: 'int64', dims: [1, 2], data }, [undefined, 1]).data).toEqual(BigInt64Array.of(2n));
  });

  it('selects nothing from no rows', () => {
    expect(selectTensor({ ...tensor, dims: [0, 3], data: new Float32Array() }, [undefined, 1]).data).toHaveLength(0);
  });
});

describe('isIndexOf', () => {
  it.each<[(number | undefined)[], boolean]>([
    [[1, 2], true],
    [[-2, -3], true],
    [[undefined, undefined], true],
    [[2], false],
    [[0, -4], false],
    [[0, 0, 0], false],
  ])('%j of shape [2, 3]: %s', (index, expected) => {
    expect(isIndexOf(index, [2, 3])).toBe(expected);
    expect(isIndexOf([5], [undefined])).toBe(true);
  });
});
