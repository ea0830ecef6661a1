import { expect, it } from 'vitest';
import { domAction, htmlContentItem, type Item, jsonContentItem } from '../../decisioning/activity.ts';
import { propositionOf } from '../../decisioning/testing/proposition.ts';
import { fillTemplates } from './templates.ts';

const contentOf = (item: Item): unknown =>
  fillTemplates(propositionOf({ items: [{ ...item, id: 'p/0' }] })).items[0]?.data.content;
const html = (content: string, data: object = {}): unknown =>
  contentOf({ schema: htmlContentItem, data: { ...data, content } });

it('reads paths of the item’s own data', () => {
  const data = { name: 'Ada', cart: { items: [{ price: 4.5 }] }, isNew: true };
  expect(html('<b>{{ name }}</b> {{cart.items[0].price}} {{ isNew }}', data)).toBe('<b>Ada</b> 4.5 true');
});

it.each([
  ['nothing there', '{{ missing.path }}'],
  ['no path', '{{ }}'],
  ['an object', '{{ nested }}'],
  ['a prototype', '{{ constructor.name }}'],
  ['a prototype of a nested value', '{{ nested.__proto__.polluted }}'],
  ['an inherited property', '{{ nested.toString }}'],
  ['a malformed path', '{{ nested..deep }}'],
])('leaves nothing for %s', (_, content) => {
  expect(html(content, { nested: { deep: 1 } })).toBe('');
});

it('takes no longer than the content is long', () => {
  const content = `{{${' '.repeat(5000)}`;
  expect(html(content)).toBe(content);
});

it('escapes in markup what could begin markup, or end an attribute', () => {
  expect(html('<a title="{{ t }}">{{ t }}</a>', { t: `"'<b>&\`=` })).toBe(
    '<a title="&#34;&#39;&#60;b&#62;&#38;&#96;&#61;">&#34;&#39;&#60;b&#62;&#38;&#96;&#61;</a>',
  );
});

it('fills in once: what a value holds is no template', () => {
  expect(html('{{ a }}', { a: '{{ b }}', b: 'no' })).toBe('{{ b }}');
});

it('writes text and values as they are, for each name of an attribute or a style', () => {
  const text = (type: string, content: unknown): unknown =>
    contentOf({ schema: domAction, data: { type, selector: 'p', name: '<Ada>', content } });
  expect(text('setText', 'Hello {{ name }}')).toBe('Hello <Ada>');
  expect(text('setAttribute', { title: '{{ name }}', width: 3 })).toEqual({ title: '<Ada>', width: 3 });
  expect(text('setHtml', '{{ name }}')).toBe('&#60;Ada&#62;');
});

it('leaves JSON as it is', () => {
  expect(contentOf({ schema: jsonContentItem, data: { content: '{{ name }}', name: 'Ada' } })).toBe('{{ name }}');
});
