import type { Session, Tensor, ValueMetadata } from '../../engine/session.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import {
  type ColumnType,
  type ColumnValue,
  columnOf,
  createColumn,
  createFrame,
  type Frame,
  valuesOf,
} from '../frame.ts';
import { compileGraph } from '../graph.ts';
import type { GraphContext, GraphOptions } from '../operator.ts';

/** Helps for the tests of this folder. */

export const now = Date.parse('2024-03-10T12:00:00Z');

/** An event some seconds before `now`. */
export function event(eventType: string, secondsAgo: number, fields: Record<string, unknown> = {}): ExperienceEvent {
  return {
    _id: `${eventType}-${secondsAgo}`,
    eventType,
    timestamp: new Date(now - secondsAgo * 1000).toISOString(),
    ...fields,
  };
}

/** A frame of columns, each as type and values (null where missing). */
export function frameOf(columns: Record<string, readonly [ColumnType, readonly unknown[]]>): Frame {
  return createFrame(
    new Map(Object.entries(columns).map(([name, [type, values]]) => [name, createColumn(type, values)])),
  );
}

/** A frame as plain values by column. */
export function plain(frame: Frame): Record<string, ColumnValue[]> {
  return Object.fromEntries(
    frame.names.map((name, index) => [name, valuesOf(frame.columns[index] ?? createColumn('bool', []))]),
  );
}

/** A session that answers by a function, in place of a model. */
export function fakeSession(
  inputs: readonly Omit<ValueMetadata, 'isTensor'>[],
  outputs: readonly Omit<ValueMetadata, 'isTensor'>[],
  run: (feeds: Readonly<Record<string, Tensor>>, wanted: readonly string[]) => Record<string, Tensor>,
): Session {
  const metadata = (values: typeof inputs) => values.map((value): ValueMetadata => ({ ...value, isTensor: true }));
  return {
    inputNames: inputs.map((input) => input.name),
    outputNames: outputs.map((output) => output.name),
    inputMetadata: metadata(inputs),
    outputMetadata: metadata(outputs),
    executionProvider: 'js',
    // These models take tensors alone.
    run: async (feeds, wanted = []) => run(feeds as Readonly<Record<string, Tensor>>, wanted),
    release: async () => {},
  };
}

/** A classifier of two classes: takes float32 [N, 2], gives label int64 [N] and probabilities [1 - x0, x0] by row. */
export function fakeClassifier(): Session {
  return fakeSession(
    [{ name: 'X', type: 'float32', shape: ['N', 2] }],
    [
      { name: 'label', type: 'int64', shape: ['N'] },
      { name: 'probabilities', type: 'float32', shape: ['N', 2] },
    ],
    ({ X }, wanted) => {
      const rows = X?.dims[0] ?? 0;
      const first = Array.from({ length: rows }, (_, row) => Number(X?.data[row * 2]));
      const results: Record<string, Tensor> = {
        label: { type: 'int64', dims: [rows], data: BigInt64Array.from(first, (p) => (p > 0.5 ? 1n : 0n)) },
        probabilities: { type: 'float32', dims: [rows, 2], data: Float32Array.from(first.flatMap((p) => [1 - p, p])) },
      };
      return Object.fromEntries(wanted.map((name) => [name, results[name] as Tensor]));
    },
  );
}

/** The context of a run, with what a test doesn't care for filled in. */
export function contextOf(context: Partial<GraphContext> = {}): GraphContext {
  return { events: [], profile: {}, now, ...context };
}

/** Runs one operator over a frame and gives the frame that comes out, by way of a `custom` node that catches it. */
export async function runOperator(
  op: string,
  params: unknown,
  frame: Frame,
  options: Partial<GraphOptions> = {},
): Promise<Frame> {
  let caught: Frame | undefined;
  const graph = compileGraph(
    {
      nodes: [
        { id: 'tested', op, inputs: ['frame'], params },
        { id: 'caught', op: 'custom', inputs: ['tested'], params: { name: 'catch', output: { columns: {} } } },
      ],
      outputs: {},
    },
    {
      sessions: {},
      frame: Object.fromEntries(frame.names.map((name) => [name, columnOf(frame, name)?.type ?? 'bool'])),
      customOperators: {
        catch: ([value]) => {
          if (value && 'columns' in value) caught = value;
          return createFrame({});
        },
      },
      ...options,
    },
  );
  await graph.run(contextOf({ frame }));
  if (!caught) throw new Error('the operator gave no frame');
  return caught;
}
