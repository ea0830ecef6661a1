/** What parts of a table stand in, from the table on. */
const parents: Readonly<Record<string, readonly string[]>> = {
  caption: ['table'],
  col: ['table', 'colgroup'],
  colgroup: ['table'],
  tbody: ['table'],
  td: ['table', 'tbody', 'tr'],
  tfoot: ['table'],
  th: ['table', 'tbody', 'tr'],
  thead: ['table'],
  tr: ['table', 'tbody'],
};

/** Whether an element is one that parsers take for what it is within a table alone: elsewhere they drop its tags. */
export const isTablePart = (name: string): boolean => Object.hasOwn(parents, name);

/** The elements in which HTML is to be parsed that begins with a part of a table; none for other HTML. */
export function tableContext(html: string): readonly string[] {
  const name = /^(?:\s|<!--.*?-->)*<([a-z]+)/is.exec(html)?.[1]?.toLowerCase() ?? '';
  return (isTablePart(name) && parents[name]) || [];
}
