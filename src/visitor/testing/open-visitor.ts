import type { EdgewiseError } from '../../errors.ts';
import { createVisitor, type VisitorOptions, type VisitorStore } from '../visitor.ts';

export const start = Date.parse('2026-03-01T12:00:00Z');
export const day = 86_400_000;
export const view = (_id: string, time = start) => ({
  _id,
  timestamp: new Date(time).toISOString(),
  eventType: 'commerce.productViews',
});
export const ids = (events: readonly { readonly _id: string }[]) => events.map(({ _id }) => _id);

/** Opens the visitor that `store` holds, at `start` and with ids that are counted on. */
export function open(store: VisitorStore, options: Partial<VisitorOptions> = {}) {
  const errors: EdgewiseError[] = [];
  let count = 0;
  const prefix = options.randomId?.() ?? 'random';
  const visitor = createVisitor({
    store,
    now: () => start,
    onError: (error) => errors.push(error),
    ...options,
    randomId: () => `${prefix}-${count++}`,
  });
  return { visitor, errors };
}
