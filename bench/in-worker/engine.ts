import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Session, Tensor } from '../../src/engine/session.ts';

let binary: Promise<Uint8Array> | undefined;

/** ONNX Runtime's binary, fetched once. */
export function fetchBinary(): Promise<Uint8Array> {
  binary ??= fetch('/runtime/wasm').then(async (response) => new Uint8Array(await response.arrayBuffer()));
  return binary;
}

/** Both providers side by side in this worker. */
export const engine: Engine = createEngine({ loadRuntime: () => fetchBinary() });

/** What a session is given. */
export type Feeds = Readonly<Record<string, Tensor>>;

/**
 * Milliseconds for one run of each session, warm: batches of about `batchMs` in turn, so that whatever else the machine
 * does meets all alike; the median over the batches.
 */
export async function timeRuns(
  sessions: readonly Session[],
  feeds: Feeds,
  { batches = 15, batchMs = 20 } = {},
): Promise<number[]> {
  const times = sessions.map((): number[] => []);
  const timeOf = async (session: Session, count: number): Promise<number> => {
    const began = performance.now();
    for (let run = 0; run < count; run++) await session.run(feeds);
    return performance.now() - began;
  };
  const counts: number[] = [];
  for (const session of sessions) {
    // The first runs compile, and say little of how many fill a batch.
    let runs = 0;
    const began = performance.now();
    while (performance.now() - began < 10 * batchMs) {
      await session.run(feeds);
      runs++;
    }
    let count = Math.max(1, Math.round(runs / 10));
    // Clocks of browsers tick as slowly as once in a millisecond.
    while ((await timeOf(session, count)) < batchMs / 2) count *= 2;
    counts.push(count);
  }
  for (let batch = 0; batch < batches; batch++) {
    for (const [index, session] of sessions.entries()) {
      const count = counts[index] ?? 1;
      times[index]?.push((await timeOf(session, count)) / count);
    }
  }
  return times.map((all) => all.sort((left, right) => left - right)[all.length >> 1] ?? Number.NaN);
}
