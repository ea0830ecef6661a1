import { describe, expect, it } from 'vitest';
import { plain } from '../../pipeline/testing/fixtures.ts';
import { graph } from '../graph/graph.ts';
import { array, xdmToFrame } from '../graph/operator-nodes.ts';
import { trainGraph } from '../train-graph.ts';
import { columnOf } from './column-of.ts';
import { featuresOf } from './features-of.ts';
import { readCsv } from './read-csv.ts';
import { frameFromEvents, readEvents } from './read-events.ts';
import { frameFromColumns, frameFromRows } from './read-json.ts';
import { takeRows } from './take-rows.ts';
import { trainTestSplit } from './train-test-split.ts';
import { valuesOf } from './values-of.ts';

const frame = frameFromColumns({ a: [1, 2, 3, 4], y: [0, 1, 0, 1] });
const rows = graph({ nodes: { row: array('frame') }, outputs: { row: 'row' } });
/** As a script without types may give it. */
const any = (value: unknown) => value as never;
const aFrame = 'make one by readCsv, frameFromRows, frameFromColumns or frameFromEvents.';

describe('what a script gives in the place of', () => {
  it.each<[string, () => unknown, string]>([
    [
      'rows',
      () => frameFromRows(any(undefined)),
      'frameFromRows takes a list of rows, and was given undefined; give rows as [{ "column": value }].',
    ],
    [
      'columns',
      () => frameFromColumns(any(null)),
      'frameFromColumns takes columns by name, and was given null; give them as { "column": [values] }.',
    ],
    [
      'columns: rows',
      () => frameFromColumns(any([{ a: 1 }])),
      'frameFromColumns takes columns by name, and was given a list; give them as { "column": [values] }.',
    ],
    [
      'a CSV',
      () => readCsv(any(Buffer.from('a\n1'))),
      "readCsv takes the text of a CSV, and was given an object; read the file as a text, as by readFile(path, 'utf8').",
    ],
    [
      'a CSV: nothing',
      () => readCsv(any(undefined)),
      "readCsv takes the text of a CSV, and was given undefined; read the file as a text, as by readFile(path, 'utf8').",
    ],
    [
      'NDJSON',
      () => readEvents(any([])),
      "readEvents takes the text of NDJSON, and was given a list; read the file as a text, as by readFile(path, 'utf8').",
    ],
    [
      'events',
      () => frameFromEvents(any(undefined)),
      'frameFromEvents takes a list of events, and was given undefined; read them by readEvents.',
    ],
    [
      'an event',
      () => frameFromEvents(any([null])),
      'What stands in row 0 (counted from 0) is no object of fields; give rows as [{ "column": value }].',
    ],
    [
      'a column',
      () => valuesOf(any(columnOf(frame, 'b'))),
      'valuesOf takes a column, and was given undefined; name one that the frame has.',
    ],
    [
      'a frame to take a column of',
      () => columnOf(any([{ a: 1 }]), 'a'),
      `columnOf takes a frame, and was given a list; ${aFrame}`,
    ],
    [
      'a frame to take numbers of',
      () => featuresOf(any([[1, 2]])),
      `featuresOf takes a frame, and was given a list; ${aFrame}`,
    ],
    [
      'numbers',
      () => featuresOf(frameFromColumns({ a: [1], device: ['phone'] })),
      "featuresOf takes columns of numbers: column 'device' is string; encode or drop it.",
    ],
    [
      'a frame to split',
      () => trainTestSplit(any([{ a: 1 }])),
      `trainTestSplit takes a frame, and was given a list; ${aFrame}`,
    ],
    [
      'a frame to take rows of',
      () => takeRows(any(undefined), [0]),
      `takeRows takes a frame, and was given undefined; ${aFrame}`,
    ],
    ['a frame to learn from', () => rows.fit(any([{ a: 1 }])), `fit takes a frame, and was given a list; ${aFrame}`],
    [
      'a frame to transform',
      () => rows.transform(any({}), 'row'),
      `transform takes a frame, and was given an object; ${aFrame}`,
    ],
    [
      'a frame to train on',
      () => trainGraph(rows.toJSON(), any(undefined), {}),
      `trainGraph takes a frame, and was given undefined; ${aFrame}`,
    ],
    [
      'what a graph runs over',
      () => rows.run(any({})),
      'run takes a frame, or the events of a visit, and was given an object; give one of them.',
    ],
    [
      'what a graph runs over: nothing',
      () => rows.run(any(undefined)),
      'run takes a frame, or the events of a visit, and was given undefined; give one of them.',
    ],
  ])('%s is refused by its name', async (_, work, message) => {
    await expect(Promise.resolve().then(work)).rejects.toMatchObject({ code: 'input-invalid', message });
  });

  it.each<[string, () => unknown, string]>([
    [
      'a type that there is not',
      () => frameFromColumns({ a: [1] }, { types: { a: any('int') } }),
      `frameFromColumns are wrong at types.a: it is "int"; give float32, float64, int64, string, bool`,
    ],
    [
      'no types',
      () => frameFromRows([{ a: 1 }], { types: any(null) }),
      'frameFromRows are wrong at types: it is null; give an object',
    ],
    [
      'a list of estimators',
      () => trainGraph(rows.toJSON(), frame, { label: 'y', estimators: any([]) }),
      'trainGraph are wrong at estimators: it is a list; give a Map',
    ],
    ['null for options', () => readCsv('a\n1', any(null)), 'readCsv are wrong at the top: it is null; give an object'],
    [
      'a type of CSV that there is not',
      () => readCsv('a\n1', { types: { a: any('number') } }),
      'readCsv are wrong at types.a: it is "number"; give float32, float64, int64, string, bool',
    ],
    [
      'an option that there is not',
      () => readCsv('a\n1', any({ separator: ';' })),
      "readCsv are wrong at separator: there is no option 'separator'; there is types, sep, decimal, naValues",
    ],
    [
      'a decimal of two characters',
      () => readCsv('a\n1', { decimal: any('xx') }),
      'readCsv are wrong at decimal: it is "xx"; give ., ,',
    ],
    [
      'a text for a list of texts',
      () => readCsv('a\n1', { naValues: any('NA') }),
      'readCsv are wrong at naValues: it is "NA"; give a list or an object',
    ],
    [
      "scikit-learn's own name",
      () => trainTestSplit(frame, any({ test_size: 0.5 })),
      "trainTestSplit are wrong at test_size: there is no option 'test_size'; did you mean 'testSize'?",
    ],
    [
      'a size that is none',
      () => trainTestSplit(frame, { testSize: Number.NaN }),
      'trainTestSplit are wrong at testSize: it is NaN; give a number',
    ],
    [
      'a size as a text',
      () => trainTestSplit(frame, { trainSize: any('0.5') }),
      'trainTestSplit are wrong at trainSize: it is "0.5"; give a number',
    ],
    [
      'a row and a half',
      () => trainTestSplit(frame, { testSize: 1.5 }),
      'trainTestSplit are wrong at testSize: it is 1.5; give a share below 1, or a whole number of rows',
    ],
    [
      'a seed that is none',
      () => trainTestSplit(frame, { randomState: Number.NaN }),
      'trainTestSplit are wrong at randomState: it is NaN; give a number',
    ],
    [
      'a seed by another name than estimators have for it',
      () => trainTestSplit(frame, { seed: 1 } as never),
      "trainTestSplit are wrong at seed: there is no option 'seed'; there is testSize, trainSize, randomState, stratify",
    ],
    [
      'half a seed',
      () => trainTestSplit(frame, { randomState: 0.5 }),
      'trainTestSplit are wrong at randomState: it is 0.5; give a whole number',
    ],
    [
      'weights by another name',
      () => rows.fit(frame, any({ sampleWeights: 'a' })),
      "fit are wrong at sampleWeights: there is no option 'sampleWeights'; did you mean 'sampleWeight'?",
    ],
    [
      'a label that is no name',
      () => rows.fit(frame, { label: any(5) }),
      'fit are wrong at label: it is 5; give a text',
    ],
    [
      'a listener that is none',
      () => rows.fit(frame, { onProgress: any(true) }),
      'fit are wrong at onProgress: it is true; give a function',
    ],
    [
      'a test that is never made',
      () => trainGraph(rows.toJSON(), frame, { label: 'y', testEvery: Number.NaN }),
      'trainGraph are wrong at testEvery: it is NaN; give a number',
    ],
    [
      'a test in another place',
      () => trainGraph(rows.toJSON(), frame, { label: 'y', testEvery: -3 }),
      'trainGraph are wrong at testEvery: it is -3; give at least 0',
    ],
  ])('an option is refused where it is %s', async (_, work, sentence) => {
    await expect(Promise.resolve().then(work)).rejects.toMatchObject({
      code: 'input-invalid',
      message: `The options of ${sentence}`,
    });
  });

  it.each<[unknown, string]>([
    [null, 'is null; give { eventType, timestamp }'],
    [{ views: 1 }, 'has no eventType; give it one, or, where these are rows, make a frame of them by frameFromRows'],
    [
      { eventType: '', timestamp: '2026-01-01T00:00:00Z' },
      'eventType must be a non-empty string, such as web.webpagedetails.pageViews',
    ],
    [
      { eventType: 'view', timestamp: '2026-01-01T00:00:00' },
      'timestamp must be an ISO 8601 date and time with offset, such as 2026-01-31T12:00:00Z',
    ],
  ])('an event to run over, %j, is refused where no page has it', async (event, sentence) => {
    const first = { eventType: 'view', timestamp: '2026-01-01T00:00:00Z' };
    const views = graph({
      nodes: { visit: xdmToFrame('events', { columns: [{ name: 'views', aggregate: 'count' }] }), row: array('visit') },
      outputs: { views: 'row[:,0]' },
    });
    expect((await views.run([any(first)])).scores, 'without an _id').toEqual({ views: 1 });
    await expect(views.run([any(first), any(event)])).rejects.toMatchObject({
      code: 'input-invalid',
      message: `The events of run: event 1 (counted from 0) ${sentence}.`,
    });
  });

  it('the numbers of a frame stand row by row, as fitted models take them', () => {
    const mixed = frameFromColumns({ a: [1, 2], b: [0.1, null], c: [true, false] });
    expect(featuresOf(mixed)).toEqual({
      features: Float64Array.of(1, Math.fround(0.1), 1, 2, Number.NaN, 0),
      featureNames: ['a', 'b', 'c'],
    });
  });

  it('rows is refused where the frame has no such row', () => {
    for (const row of [9, -1, 0.5, Number.NaN, any('0')])
      expect(() => takeRows(frame, [0, row])).toThrow(
        expect.objectContaining({
          code: 'input-invalid',
          message: `The frame has no row ${row}; it has the rows 0 to 3.`,
        }),
      );
    expect(() => takeRows(frameFromRows([]), [0])).toThrow('The frame has no row 0; it has none.');
    expect(() => takeRows(frame, any(undefined))).toThrow(
      'takeRows takes a list of row numbers, and was given undefined',
    );
  });

  it('values of a column is refused where no column holds them', () => {
    const remedy = 'no column holds it; give numbers, texts or truth values';
    for (const [value, shown] of [
      [new Date(0), '"1970-01-01T00:00:00.000Z" is a Date; write it as a text, by toISOString'],
      [{ b: 1 }, `{"b":1} is an object, and ${remedy}`],
      [10n ** 30n, '1000000000000000000000000000000 is not int64; correct it or the type'],
    ] as const)
      expect(() => frameFromRows([{ a: value }])).toThrow(
        expect.objectContaining({ code: 'input-invalid', message: `Column 'a', row 0 (counted from 0): ${shown}.` }),
      );
  });

  it('a type is refused where the frame has no such column', () => {
    expect(() => frameFromRows([{ price: 1 }], { types: { prise: 'int64' } })).toThrow(
      "There is no column 'prise' to give a type to; did you mean 'price'?",
    );
  });

  it('a list may be an array of numbers', () => {
    expect(plain(frameFromColumns({ a: Float64Array.of(0.5, 2), b: Int32Array.of(1, 2) }))).toEqual({
      a: [0.5, 2],
      b: [1n, 2n],
    });
  });
});
