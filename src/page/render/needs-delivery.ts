import { htmlContentItem, type Proposition } from '../../decisioning/activity.ts';

/** Whether a proposition carries more than plain HTML for a slot: other items, or a template. */
export function needsDelivery({ items }: Proposition): boolean {
  return items.some(({ schema, data }) => schema !== htmlContentItem || /\{\{/.test(data.content));
}
