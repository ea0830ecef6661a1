import { expose } from 'comlink';
import { sendErrorsWhole } from './error-transfer.ts';
import { createHost, createRuntimes } from './host.ts';

/*
 * The worker's own script: wires the host to whoever started it. A dedicated worker serves its page; a SharedWorker
 * serves every page of the origin, one host each over the same runtime.
 */
const retireMs = 1_000;

function serve(): void {
  sendErrorsWhole();
  const isShared = 'onconnect' in globalThis;
  const runtimes = createRuntimes({
    fetch: (input, init) => fetch(input, init),
    locks: navigator.locks,
    retire: () => isShared && setTimeout(close, retireMs),
  });
  if (isShared) {
    addEventListener('connect', (event) => {
      for (const port of (event as MessageEvent).ports) expose(createHost(runtimes), port);
    });
  } else expose(createHost(runtimes));
}

// Chunks import what they share with this file from it. Where it was loaded under another address (a query, a bundler's
// new name), that evaluates it a second time, and two hosts must not answer one page.
const scope = globalThis as { edgewiseServes?: boolean };
if (!scope.edgewiseServes) {
  scope.edgewiseServes = true;
  serve();
}
