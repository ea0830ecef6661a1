import { createSession } from '../../engine/create-session.ts';
import type { MapFeed, Session, Tensor } from '../../engine/session.ts';

/** One run's inputs by name. */
export type Feeds = Readonly<Record<string, Tensor | MapFeed>>;

/** How far an output of one model is from that of another, over all samples. */
export interface OutputDifference {
  /** Elements compared. */
  readonly elements: number;
  /** Elements that are not the same text, integer or truth value, or of which one alone is NaN; labels that changed, in a classifier. */
  readonly changed: number;
  /** The largest and the mean absolute difference of floating-point elements. */
  readonly largest: number;
  readonly mean: number;
  /** The largest difference relative to the expected element's magnitude, or to 1 where that is less. */
  readonly largestRelative: number;
}

/** The differences by output. */
export type ModelDifference = Readonly<Record<string, OutputDifference>>;

/**
 * Runs two models on the same samples and measures how far their outputs are apart. Outputs are matched by name, samples by name and converted to
 * the element type that each model's input has.
 * @throws EdgewiseError what the models throw.
 */
export async function differenceOf(
  expected: Uint8Array,
  actual: Uint8Array,
  samples: readonly Feeds[],
): Promise<ModelDifference> {
  const sessions = [await open(expected), await open(actual)] as const;
  try {
    const totals: Record<string, ReturnType<typeof createTotal>> = {};
    for (const sample of samples) {
      const [wanted, given] = [await run(sessions[0], sample), await run(sessions[1], sample)];
      for (const [name, tensor] of Object.entries(wanted)) {
        totals[name] ??= createTotal();
        totals[name].add(tensor, given[name]);
      }
    }
    return Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, total.result()]));
  } finally {
    await Promise.all(sessions.map((session) => session.release()));
  }
}

/** Whether two models agree: no label changed, no number further than `tolerance` times its magnitude (or than `tolerance` below 1). */
export function agrees(difference: ModelDifference, tolerance: number): boolean {
  return Object.values(difference).every(
    ({ changed, largestRelative }) => changed === 0 && largestRelative <= tolerance,
  );
}

function open(model: Uint8Array): Promise<Session> {
  return createSession(model, { executionProviders: ['js', 'wasm'] });
}

function run(session: Session, sample: Feeds): Promise<Record<string, Tensor>> {
  const feeds: Record<string, Tensor | MapFeed> = {};
  for (const { name, type } of session.inputMetadata) {
    const feed = sample[name];
    if (feed) feeds[name] = isTensor(feed) && isFloat(type) && isFloat(feed.type) ? toFloats(feed, type) : feed;
  }
  return session.run(feeds);
}

function isTensor(feed: Tensor | MapFeed): feed is Tensor {
  return typeof feed === 'object' && 'dims' in feed && 'data' in feed;
}

type FloatType = 'float32' | 'float64';

function isFloat(type: string): type is FloatType {
  return type === 'float32' || type === 'float64';
}

function toFloats(tensor: Tensor, type: FloatType): Tensor {
  if (tensor.type === type) return tensor;
  const numbers = Array.from<unknown, number>(tensor.data, Number);
  return {
    type,
    dims: tensor.dims,
    data: type === 'float32' ? Float32Array.from(numbers) : Float64Array.from(numbers),
  };
}

function createTotal() {
  let [elements, changed, sum, largest, largestRelative] = [0, 0, 0, 0, 0];
  return {
    add(expected: Tensor, actual: Tensor | undefined): void {
      const { data } = expected;
      elements += data.length;
      const other = actual?.data.length === data.length ? actual.data : [];
      for (let i = 0; i < data.length; i++) {
        const [e, a] = [data[i], other[i]];
        if (e === a || (Number.isNaN(e) && Number.isNaN(a))) continue;
        const distance =
          typeof e === 'number' && typeof a === 'number' && isFloat(expected.type) ? Math.abs(a - e) : Number.NaN;
        if (!Number.isFinite(distance)) changed++;
        else {
          sum += distance;
          largest = Math.max(largest, distance);
          largestRelative = Math.max(largestRelative, distance / Math.max(1, Math.abs(Number(e))));
        }
      }
    },
    result: (): OutputDifference => ({
      elements,
      changed,
      largest,
      mean: elements ? sum / elements : 0,
      largestRelative,
    }),
  };
}
