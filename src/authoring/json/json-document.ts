import { type AnyNode, parse, type ValueNode } from '@humanwhocodes/momoa';
import { endRemedy, findControlCharacter, isLastOfUnended, syntaxRemedy } from './syntax-remedy.ts';

/** Keys and indexes from a document's root to a value in it. */
export type Path = readonly (string | number)[];

/** A place in a text; both count from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with the syntax of a text, and where. */
export interface SyntaxProblem extends Position {
  readonly message: string;
}

/** JSON with the places at which its values stand. */
export interface JsonDocument {
  readonly value: unknown;
  /** Where a value stands, or what holds it if it is not there; of a member of an object, where its name stands. */
  positionOf(path: Path): Position;
  /** Names that an object holds twice, by the path of the second. JSON's readers take the last and drop the others. */
  readonly repeatedNames: readonly Path[];
}

/** By what the parser calls them. */
const tokens: Readonly<Record<string, string>> = {
  LBrace: '{',
  RBrace: '}',
  LBracket: '[',
  RBracket: ']',
  Colon: ':',
  Comma: ',',
};

/** Reads a JSON text; gives what is wrong with its syntax instead. */
export function readJson(text: string): JsonDocument | SyntaxProblem {
  let root: ValueNode;
  let value: unknown;
  try {
    root = parse(text, { mode: 'json' }).body;
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof RangeError)
      return { line: 1, column: 1, message: 'it is nested too deep to be read; flatten it' };
    const { line = 1, column = 1, offset } = error as Partial<Position & { offset: number }>;
    // The parser lets them through, and JSON.parse, which does not, tells their place in each engine's own words.
    const control = offset === undefined ? findControlCharacter(text) : undefined;
    if (control) return { ...positionIn(text, control.offset), message: `it is not JSON: ${control.message}` };
    const said = error instanceof Error ? error.message : String(error);
    const isEnd =
      /^Unexpected end/.test(said) || (/^Unexpected token/.test(said) && isLastOfUnended(text, offset ?? 0));
    if (isEnd)
      return {
        ...positionIn(text, text.trimEnd().length),
        message: `it is not JSON: Unexpected end of input found${endRemedy(text)}`,
      };
    const message = said
      .replace(/ \(\d+:\d+\)$/, '')
      .replace(/\.$/, '')
      .replace(/\b(?:[LR]Brace|[LR]Bracket|Colon|Comma)\b/, (token) => `'${tokens[token]}'`);
    const remedy = offset === undefined ? '' : syntaxRemedy(text, offset);
    return { line, column, message: `it is not JSON: ${message}${remedy}` };
  }
  return {
    value,
    repeatedNames: repeatedIn(root),
    positionOf(path) {
      let holder: ValueNode = root;
      let found: AnyNode = root;
      for (const key of path) {
        const child = childOf(holder, key);
        if (!child) break;
        found = child.node;
        holder = child.value;
      }
      const { line, column } = found.loc.start;
      return { line, column };
    },
  };
}

function positionIn(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function childOf(holder: ValueNode, key: string | number) {
  if (holder.type === 'Array') {
    const element = holder.elements[Number(key)];
    return element && { node: element.value, value: element.value };
  }
  if (holder.type !== 'Object') return undefined;
  const member = holder.members.findLast(({ name }) => nameOf(name) === String(key));
  return member && { node: member.name, value: member.value };
}

function nameOf(name: { readonly type: string; readonly value?: unknown; readonly name?: string }): string {
  return name.type === 'String' ? String(name.value) : String(name.name);
}

function repeatedIn(root: ValueNode): Path[] {
  const repeated: Path[] = [];
  // A list of what is still to be seen rather than recursion: a file may be nested as deep as it likes.
  const waiting: { readonly node: ValueNode; readonly path: Path }[] = [{ node: root, path: [] }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, path } = next;
    if (node.type === 'Array') {
      for (const [index, { value }] of node.elements.entries()) waiting.push({ node: value, path: [...path, index] });
    }
    if (node.type !== 'Object') continue;
    const seen = new Set<string>();
    for (const { name, value } of node.members) {
      const inner = [...path, nameOf(name)];
      if (seen.has(nameOf(name))) repeated.push(inner);
      seen.add(nameOf(name));
      waiting.push({ node: value, path: inner });
    }
  }
  return repeated;
}
