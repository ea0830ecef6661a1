import type { Question, VisitEvent } from './visit.ts';

performance.mark('edgewise:start');

declare const benchVariant: string;

/** Where the visit's events lie between page views. */
const storageKey = 'baseline-events';

const { model: modelUrl = '', binary: binaryUrl = '' } = document.getElementById('baseline')?.dataset ?? {};
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const modelBytes = fetch(modelUrl).then((response) => response.arrayBuffer());
const binaryBytes = benchVariant === 'page' ? fetch(binaryUrl).then((response) => response.arrayBuffer()) : undefined;

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

const [model, binary] = await Promise.all([modelBytes, binaryBytes]);
const question: Question = { events, now, model, ...(binary && { binary }) };
worker.postMessage(question, binary ? [model, binary] : [model]);
