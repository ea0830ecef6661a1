import type { GraphJson } from '../../graph/definition.ts';

/** Columns of `xdm-to-frame` that count product views. */
export const columns = [
  { name: 'views', aggregate: 'count', where: { '==': [{ var: 'event.eventType' }, 'commerce.productViews'] } },
];

/** A graph without a model: its score is the first of what `params` make of the events. */
export const graphOver = (
  params: Readonly<Record<string, unknown>>,
  outputs: Readonly<Record<string, string>> = { views: 'row[:,0]' },
): GraphJson => ({
  nodes: [
    { id: 'visit', op: 'xdm-to-frame', inputs: ['events'], params },
    { id: 'row', op: 'array', inputs: ['visit'], params: { type: 'float32' } },
  ],
  outputs,
});
