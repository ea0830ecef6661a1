import type { Report } from './worker.ts';

/** What `measure-in-worker.ts` evaluates: asks the worker for one report. */
Object.assign(window, {
  measure: (part: string): Promise<Report> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
      worker.addEventListener('error', ({ message }) => reject(new Error(message || 'the worker failed to load')));
      worker.addEventListener('message', ({ data }) => {
        worker.terminate();
        if ('error' in data) reject(new Error(data.error));
        else resolve(data.report);
      });
      worker.postMessage({ part });
    }),
});
