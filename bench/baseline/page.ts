import type { Question, VisitEvent } from './visit.ts';

performance.mark('edgewise:start');

/** Where the visit's events lie between page views. */
const storageKey = 'baseline-events';

const { model: modelUrl = '' } = document.getElementById('baseline')?.dataset ?? {};
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
// Side by side with the worker's script. ONNX Runtime fetches its own binary: handing it over from here was no faster on
// loopback or a slow line, and cannot be streamed into the compiler.
const modelBytes = fetch(modelUrl).then((response) => response.arrayBuffer());

const now = Date.now();
const events: VisitEvent[] = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
events.push({ at: now, type: 'page-view' });
events.push({ at: now, type: 'product-view', sku: 'MF-101', price: 89, category: 'brewing' });
localStorage.setItem(storageKey, JSON.stringify(events));

worker.addEventListener('message', ({ data: probability }: MessageEvent<number>) => {
  performance.mark('edgewise:decision');
  const slot = document.getElementById('hero');
  if (!slot) return;
  slot.innerHTML = probability >= 0.5 ? '<p>Order by three, brew by Thursday</p>' : '<p>Stay for a cup</p>';
  slot.style.visibility = 'visible';
  performance.mark('edgewise:filled');
  Object.assign(window, { benchProbability: probability });
});

const model = await modelBytes;
const question: Question = { events, now, model };
worker.postMessage(question, [model]);
