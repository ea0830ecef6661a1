import type { Draw } from './draw.ts';
import { concat, type Field, readTree, varintBytes, writeTree } from './onnx-tree.ts';

/** Sizes, counts and versions that nobody means. */
export const oddIntegers = [
  -1n,
  0n,
  1n,
  2n,
  3n,
  127n,
  1_000_000n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n,
  2n ** 40n,
  2n ** 53n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  -(2n ** 31n),
] as const;

const oddTexts = ['', '__proto__', 'constructor', 'ai.onnx', 'ai.onnx.ml', '…', 'x'.repeat(300), '\u0000', 'toString'];
const oddFloats = [Number.NaN, Number.POSITIVE_INFINITY, -0, 3e38, 1e-45, -1];
const largestModel = 300_000;

/** A field and where it stands. */
interface Place {
  readonly field: Field;
  readonly siblings: Field[];
}

function placesOf(fields: Field[], found: Place[] = []): Place[] {
  for (const field of fields) {
    found.push({ field, siblings: fields });
    if (Array.isArray(field.value)) placesOf(field.value, found);
  }
  return found;
}

/** Changes a valid model's structure in a few places; what comes out is protobuf still, though hardly ONNX. */
export function mutateStructure(draw: Draw, model: Uint8Array): Uint8Array {
  const tree = readTree(model);
  for (let left = draw.int(1, 4); left > 0; left--) {
    const places = placesOf(tree);
    if (places.length === 0 || places.length > 20_000) break;
    draw.pick(structureChanges)(draw, draw.pick(places), places);
  }
  const bytes = writeTree(tree);
  return bytes.length > largestModel ? bytes.subarray(0, largestModel) : bytes;
}

type StructureChange = (draw: Draw, place: Place, places: readonly Place[]) => void;

const structureChanges: readonly StructureChange[] = [
  function removeField(_, { field, siblings }) {
    siblings.splice(siblings.indexOf(field), 1);
  },
  function repeatField(draw, { field, siblings }) {
    const times = draw.pick([1, 1, 2, 10, 300]);
    for (let i = 0; i < times; i++) siblings.splice(siblings.indexOf(field), 0, structuredClone(field));
  },
  function changeValue(draw, { field }) {
    if (typeof field.value === 'bigint') field.value = draw.pick(oddIntegers);
    else if (field.wire === 5) field.value = new Uint8Array(Float32Array.of(draw.pick(oddFloats)).buffer);
    else if (field.value instanceof Uint8Array) field.value = new TextEncoder().encode(draw.pick(oddTexts));
  },
  function changeInteger(draw, _, places) {
    const integers = places.filter(({ field }) => typeof field.value === 'bigint');
    if (integers.length > 0) draw.pick(integers).field.value = draw.pick(oddIntegers);
  },
  // Dims, axes and the like are packed.
  function appendInteger(draw, _, places) {
    const packed = places.filter(({ field }) => field.value instanceof Uint8Array && [1, 7, 8].includes(field.number));
    if (packed.length === 0) return;
    const { field } = draw.pick(packed);
    const before = field.value instanceof Uint8Array ? field.value : new Uint8Array();
    const kept = before.subarray(0, draw.int(0, before.length));
    field.value = concat([kept, varintBytes(draw.pick(oddIntegers))]);
  },
  // Names of one place in another make cycles, missing inputs, other operators, recursive functions.
  function borrowText(draw, _, places) {
    const texts = places.filter(({ field }) => field.value instanceof Uint8Array && field.value.length < 100);
    if (texts.length > 0) draw.pick(texts).field.value = draw.pick(texts).field.value;
  },
  function borrowMessage(draw, place, places) {
    const target = place.field.message ? place : draw.pick(places);
    const alike = places.filter(({ field }) => field.message === target.field.message);
    const value = draw.pick(alike).field.value;
    target.field.value = structuredClone(value);
  },
  function renumber(draw, { field }) {
    field.number = draw.int(1, 26);
  },
  function swap(draw, { field, siblings }) {
    const from = siblings.indexOf(field);
    const to = draw.int(0, siblings.length - 1);
    const other = siblings[to];
    if (other) [siblings[from], siblings[to]] = [other, field];
  },
  function lieExternally(draw, _, places) {
    const tensors = places.filter(({ field }) => field.message === 'Tensor');
    if (tensors.length === 0) return;
    const { value } = draw.pick(tensors).field;
    if (!Array.isArray(value)) return;
    value.push({ number: 14, wire: 0, message: undefined, value: 1n });
    const location = concat([Uint8Array.of(10, 8), new TextEncoder().encode('location')]);
    if (draw.chance(70)) value.push({ number: 13, wire: 2, message: 'Entry', value: location });
  },
  // A graph inside of itself, as an attribute of one of its nodes.
  function nestGraph(draw, _, places) {
    const graphs = places.filter(({ field }) => field.message === 'Graph');
    if (graphs.length === 0) return;
    const { field } = draw.pick(graphs);
    const name = draw.pick(['body', 'then_branch', 'else_branch']);
    const deepest = draw.pick([1, 2, 5, 40]);
    const flat = structuredClone(field.value);
    for (let depth = 0; depth < deepest && Array.isArray(flat) && placesOf(flat).length < 200; depth++) {
      const outer = structuredClone(flat);
      const node = outer.find(({ message }) => message === 'Node');
      if (!node || !Array.isArray(node.value)) return;
      const graph: Field = { number: 6, wire: 2, message: 'Graph', value: field.value };
      const label: Field = { number: 1, wire: 2, message: undefined, value: new TextEncoder().encode(name) };
      node.value.push({ number: 5, wire: 2, message: 'Attribute', value: [label, graph] });
      field.value = outer;
    }
  },
];

/** Changes bytes regardless of what they mean. */
export function mutateBytes(draw: Draw, model: Uint8Array): Uint8Array {
  let bytes = model.slice();
  for (let left = draw.int(1, 4); left > 0 && bytes.length > 0; left--) {
    bytes = draw
      .pick(byteChanges)(draw, bytes, draw.int(0, bytes.length - 1))
      .slice(0, largestModel);
  }
  return bytes;
}

type ByteChange = (draw: Draw, bytes: Uint8Array, at: number) => Uint8Array;

const byteChanges: readonly ByteChange[] = [
  function flip(draw, bytes, at) {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << draw.int(0, 7));
    return bytes;
  },
  function overwrite(draw, bytes, at) {
    bytes[at] = draw.pick([0, 0xff, 0x7f, 0x80, 1, 255, draw.int(0, 255)]);
    return bytes;
  },
  function truncate(_, bytes, at) {
    return bytes.subarray(0, at);
  },
  function splice(draw, bytes, at) {
    const from = draw.int(0, bytes.length - 1);
    bytes.copyWithin(at, from, from + draw.int(1, 64));
    return bytes;
  },
  function duplicate(draw, bytes, at) {
    const part = bytes.subarray(at, at + draw.pick([1, 8, 64, 1000]));
    return concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  },
  function remove(draw, bytes, at) {
    return concat([bytes.subarray(0, at), bytes.subarray(at + draw.int(1, 16))]);
  },
  function blowUpVarint(draw, bytes, at) {
    const long = new Uint8Array(draw.pick([1, 4, 8, 9, 10, 40])).fill(0xff);
    return concat([bytes.subarray(0, at), long, bytes.subarray(at)]);
  },
  function insert(draw, bytes, at) {
    const noise = Uint8Array.from(draw.list(1, 12, () => draw.int(0, 255)));
    return concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
  },
];
