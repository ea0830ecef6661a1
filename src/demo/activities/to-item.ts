import { htmlContentItem, type Item } from '../../decisioning/activity.ts';
import type { Html } from '../pages/html.ts';

/** Markup as the content of a slot. */
export function toItem({ markup }: Html): Item {
  return { schema: htmlContentItem, data: { content: markup } };
}
