import { domAction, htmlContentItem, type Proposition, type PropositionItem } from '../../decisioning/activity.ts';
import { readPath } from '../../xdm/path.ts';
import { isMarkupAction } from './dom-action-table.ts';
import { placeholder } from './placeholder.ts';

/**
 * Fills in `{{ path }}` from the item's own `data`: strings, numbers and booleans that stand at a path of own properties; anything else,
 * a path through a prototype included, leaves nothing. In markup they are escaped.
 */
export function fillTemplates(proposition: Proposition): Proposition {
  return { ...proposition, items: proposition.items.map(fillItem) };
}

function fillItem(item: PropositionItem): PropositionItem {
  const { schema, data } = item;
  if (schema !== htmlContentItem && schema !== domAction) return item;
  const isMarkup = schema === htmlContentItem || isMarkupAction(data.type);
  return { ...item, data: { ...data, content: fill(data.content, data, isMarkup) } } as PropositionItem;
}

function fill(content: unknown, data: unknown, isMarkup: boolean): unknown {
  if (typeof content === 'string') {
    return content.replace(placeholder, (_, written: string) => {
      const path = written.trim();
      const text = toText(path === '' ? undefined : readPath(data, path));
      return isMarkup ? escapeMarkup(text) : text;
    });
  }
  if (typeof content !== 'object' || content === null) return content;
  // The content of setAttribute and setStyle is a value for each name.
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, fill(value, data, isMarkup)]));
}

const toText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"'`=]/g, (character) => `&#${character.charCodeAt(0)};`);
