const ofDrawings =
  'circle clippath defs ellipse filter g line lineargradient marker mask path pattern polygon polyline radialgradient rect stop symbol text tspan';

/** What stands, from the outside in, around elements that are what they are nowhere else. */
const surroundings = new Map<string, readonly string[]>([
  ...['caption', 'colgroup', 'tbody', 'tfoot', 'thead'].map((name) => [name, ['table']] as const),
  ['col', ['table', 'colgroup']],
  ['tr', ['table', 'tbody']],
  ...['td', 'th'].map((name) => [name, ['table', 'tbody', 'tr']] as const),
  ...ofDrawings.split(' ').map((name) => [name, ['svg']] as const),
]);

/** The element without which one is nothing to a parser: the table of a row, the drawing of a path. */
export const neededAround = (name: string): string | undefined => surroundings.get(name)?.[0];

/** The elements in which HTML is to be parsed, by what it begins with: a part of a table or of a drawing; none for other HTML. */
export function parseContext(html: string): readonly string[] {
  const name = /^(?:\s|<!--(?:(?!-->).)*-->)*<([a-z]+)/is.exec(html)?.[1] ?? '';
  return surroundings.get(name.toLowerCase()) ?? [];
}
