import { wrap } from 'comlink';
import type { Edgewise } from '../../src/page/edgewise.ts';
import type { Echo } from './echo.ts';

/** Milliseconds for one call each, medians. */
export interface CallTimes {
  readonly predict: number;
  readonly empty: number;
  /** What of `predict` the worker spent on features and model. */
  readonly scoring: number;
}

const median = (values: number[]): number =>
  values.sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;

/** Measures `predict` and an empty Comlink call in turn, in batches, because a browser's clock is too coarse for one. */
async function measureCalls(): Promise<CallTimes> {
  const edgewise = window.edgewise as Edgewise;
  await edgewise.ready;
  const remote = wrap<Echo>(new Worker(new URL('./echo.ts', import.meta.url), { type: 'module' }));
  const predict = () => edgewise.predict('intent');
  const time = async (call: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    for (let index = 0; index < 50; index++) await call();
    return (performance.now() - began) / 50;
  };
  const times = { predict: [] as number[], empty: [] as number[], scoring: [] as number[] };
  for (let round = 0; round < 30; round++) {
    times.predict.push(await time(predict));
    times.empty.push(await time(() => remote.empty()));
    times.scoring.push((await predict()).durationMs);
  }
  // The first rounds compile.
  const warm = (values: number[]): number => median(values.slice(5));
  return { predict: warm(times.predict), empty: warm(times.empty), scoring: warm(times.scoring) };
}

Object.assign(window, { measureCalls });
