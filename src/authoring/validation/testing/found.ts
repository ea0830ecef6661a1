import { findProblems } from '../find-problems.ts';

export const now = Date.parse('2026-03-01T12:00:00Z');
export const score = { var: 'scores.intent.probability' };
export const activity = {
  id: 'offer',
  scope: 'hero',
  priority: 1,
  status: 'live',
  selection: { type: 'first' },
  experiences: [{ id: 'a', items: [] }],
};
export const segments = [
  { id: 'keen', name: 'Keen', condition: { '>': [score, 0.6] } },
  { id: 'calm', name: 'Calm', condition: { '<': [score, 0.2] } },
];
export const graph = {
  nodes: [
    { id: 'visit', op: 'json-to-frame', inputs: ['events'], params: { columns: [{ name: 'device', type: 'string' }] } },
    { id: 'row', op: 'array', inputs: ['visit'], params: { type: 'string' } },
    { id: 'model', op: 'onnx', inputs: ['row'], params: { model: 'model' } },
  ],
  outputs: { probability: 'model.p' },
};
/** A manifest that is sound. */
export const manifest = {
  manifestVersion: 1,
  generation: 1,
  publishedAt: '2026-01-01T00:00:00Z',
  services: { intent: { version: '1', graph, models: {} } },
  segments,
  activities: [activity],
};

/** What is found in a document: `severity path: message`, each. */
export const found = (value: unknown) =>
  findProblems(JSON.stringify(value), now).map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
/** The same of the manifest with its activity changed. */
export const foundIn = (change: object) => found({ ...manifest, activities: [{ ...activity, ...change }] });
