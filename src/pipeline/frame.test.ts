import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ColumnType, coerce, columnOf, createColumn, createFrame, isNull, valuesOf } from './frame.ts';

describe('createColumn', () => {
  it.each<[ColumnType, unknown[], unknown[]]>([
    [
      'float64',
      [1.5, '2.5', true, 3n, null, undefined, 'x', '', '0x10', {}],
      [1.5, 2.5, 1, 3, null, null, null, null, null, null],
    ],
    ['float32', [0.1, Number.NaN], [Math.fround(0.1), null]],
    [
      'int64',
      [4.7, -4.7, '12', 9n, true, '1.5', Number.POSITIVE_INFINITY, 2 ** 63, []],
      [4n, -4n, 12n, 9n, 1n, null, null, null, null],
    ],
    ['string', ['a', '', 5, 1.5, true, null, {}, Number.NaN], ['a', '', '5', '1.5', 'True', null, null, null]],
    ['bool', [true, false, 0, 2, '', 'no', null, undefined], [true, false, false, true, false, true, null, null]],
    ['bool', ['False', 'false', '0', 'True', 'true', '1'], [false, false, false, true, true, true]],
  ])('%s converts as Python does and keeps nulls', (type, values, expected) => {
    expect(valuesOf(createColumn(type, values))).toEqual(expected);
  });

  it('has a null mask only where a value is null, and none in float columns', () => {
    expect(createColumn('int64', [1, 2]).nulls).toBeUndefined();
    expect(createColumn('int64', [1, null]).nulls).toEqual(Uint8Array.of(0, 1));
    const floats = createColumn('float64', [1, null]);
    expect(floats.nulls).toBeUndefined();
    expect([isNull(floats, 0), isNull(floats, 1)]).toEqual([false, true]);
  });

  it('holds what coerce gives', () => {
    const type = fc.constantFrom<ColumnType>('float32', 'float64', 'int64', 'string', 'bool');
    fc.assert(
      fc.property(type, fc.anything(), (columnType, value) => {
        expect(valuesOf(createColumn(columnType, [value]))).toEqual([coerce(columnType, value)]);
      }),
    );
  });
});

describe('createFrame', () => {
  it('finds columns by name, whatever the name', () => {
    const frame = createFrame(new Map([['__proto__', createColumn('bool', [true])]]));
    expect(frame.rowCount).toBe(1);
    expect(columnOf(frame, '__proto__')?.type).toBe('bool');
    expect(columnOf(frame, 'toString')).toBeUndefined();
  });

  it('refuses columns of different lengths', () => {
    const columns = { a: createColumn('bool', [true]), b: createColumn('bool', []) };
    expect(() => createFrame(columns)).toThrow(
      expect.objectContaining({ code: 'input-invalid', message: expect.stringMatching(/'b' has 0 rows/) }),
    );
  });
});
