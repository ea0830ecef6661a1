import type { GraphJson, GraphNodeJson } from './definition.ts';

/** The nodes that a node refers to, in its inputs and in the feeds of a model. */
function needs({ inputs = [], params = {} }: GraphNodeJson): string[] {
  const held = [params.feeds, params.scores].flatMap((references) => Object.values(references ?? {}));
  return [...inputs, ...held].map((reference) => nodeOf(String(reference)));
}

/** The node that a reference names. */
function nodeOf(reference: string): string {
  return reference.split(/[.[]/)[0] ?? reference;
}

/**
 * A graph as text: a line for each node, in running order, with a lane for each value that a later node needs.
 * @param order ids of the nodes in running order.
 * @example
 * ●    events
 * ●    visit  json-to-frame
 * ├─●  hour   datetime-part
 * ╰─●  row    array
 */
export function describeAsText({ nodes, outputs }: GraphJson, order: readonly string[]): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const used = new Set(nodes.flatMap(needs));
  const sources = ['events', 'profile', 'frame'].filter((source) => used.has(source));
  const steps = [...sources, ...order].map((id) => {
    const node = byId.get(id);
    return { id, op: node?.op ?? '', inputs: node ? needs(node) : [] };
  });
  const lanes = drawLanes(steps);
  const lanesWidth = Math.max(0, ...lanes.map((line) => line.length));
  const idWidth = Math.max(0, ...steps.map(({ id }) => id.length));
  const lines = steps.map(({ id, op }, index) =>
    `${lanes[index]?.padEnd(lanesWidth)}  ${id.padEnd(idWidth)}  ${op}`.trimEnd(),
  );
  const results = Object.entries(outputs).map(([name, reference]) => `${name} = ${reference}`);
  return [...lines, ...results].join('\n');
}

interface Step {
  readonly id: string;
  readonly inputs: readonly string[];
}

/** For each step, its lanes: ● where it stands, and lines to it from the lanes that it takes its values from. */
function drawLanes(steps: readonly Step[]): string[] {
  const lastUse = new Map(steps.flatMap(({ inputs }, index) => inputs.map((id): [string, number] => [id, index])));
  const lanes: (string | undefined)[] = [];
  return steps.map(({ id, inputs }, index) => {
    const taken = lanes.flatMap((lane, column) => (lane !== undefined && inputs.includes(lane) ? [column] : []));
    const ends = (column: number) => lastUse.get(lanes[column] ?? '') === index;
    const free = lanes.indexOf(undefined);
    const own = taken.find(ends) ?? (free < 0 ? lanes.length : free);
    const [from, to] = [Math.min(own, ...taken), Math.max(own, ...taken)];
    const line = Array.from({ length: Math.max(lanes.length, own + 1) }, (_, column) => {
      const inside = column > from && column < to;
      const rule = column >= from && column < to ? '─' : ' ';
      return sign() + rule;

      function sign(): string {
        if (column === own) return '●';
        if (!taken.includes(column)) return lanes[column] === undefined ? (inside ? '─' : ' ') : inside ? '┼' : '│';
        if (ends(column)) return inside ? '┴' : column < own ? '╰' : '╯';
        return inside ? '┼' : column < own ? '├' : '┤';
      }
    });
    for (const column of taken.filter(ends)) lanes[column] = undefined;
    lanes[own] = lastUse.has(id) ? id : undefined;
    return line.join('').trimEnd();
  });
}

/** A graph as a Mermaid flowchart. */
export function describeAsMermaid({ nodes, outputs }: GraphJson): string {
  const keys = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const used = new Set([...nodes.flatMap(needs), ...Object.values(outputs).map(nodeOf)]);
  const lines = ['flowchart LR'];
  for (const source of ['events', 'profile', 'frame']) {
    if (!used.has(source)) continue;
    keys.set(source, source);
    lines.push(`  ${source}([${source}])`);
  }
  const text = (value: string) => value.replace(/[&"<>]/g, (sign) => `#${sign.charCodeAt(0)};`);
  for (const { id, op } of nodes) lines.push(`  ${keys.get(id)}["${text(id)}<br/><small>${text(op)}</small>"]`);
  for (const node of nodes) {
    for (const id of new Set(needs(node))) lines.push(`  ${keys.get(id)} --> ${keys.get(node.id)}`);
  }
  for (const [index, [name, reference]] of Object.entries(outputs).entries()) {
    lines.push(`  ${keys.get(nodeOf(reference))} --> o${index}([${JSON.stringify(text(name))}])`);
  }
  return lines.join('\n');
}
