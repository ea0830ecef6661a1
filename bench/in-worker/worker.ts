import { compareProviders } from './compare-providers.ts';
import { measureDecide } from './measure-decide.ts';
import { measureThreshold } from './measure-threshold.ts';

const parts = { decide: measureDecide, providers: compareProviders, threshold: measureThreshold };

/** What a part found, in milliseconds unless its name says otherwise. */
export type Report = Readonly<Record<string, number>>;

addEventListener('message', async ({ data }: MessageEvent<{ part: keyof typeof parts }>) => {
  try {
    postMessage({ report: await parts[data.part]() });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
