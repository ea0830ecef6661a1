import type {
  AttributeValue,
  GraphDefinition,
  ModelDefinition,
  NodeDefinition,
} from '../../../authoring/onnx/writer.ts';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { Tensor } from '../../session.ts';
import type { Random } from './differential.ts';

/** A float32 tensor of the graph, whose shape is known. */
interface Value {
  readonly name: string;
  readonly dims: readonly number[];
}

/** A valid model of many nodes, and the shapes that it is fed. */
export interface RandomGraph {
  readonly model: ModelDefinition;
  readonly inputs: readonly Value[];
}

/** Shapes of inputs: of some, the memory goes round between nodes; of others, a node keeps it. */
const inputShapes = [[48, 60], [2, 24, 60], [60], [48, 1], [3, 5], [1, 1, 60], [60, 48], []];

/**
 * Makes a valid model that passes float32 tensors through many nodes, which share, view and recycle memory in every way that a
 * graph can ask for: values used late, used twice, given out, reshaped, sliced, captured by subgraphs. Elements stay small.
 */
export function randomGraph(random: Random): RandomGraph {
  const maker = new GraphMaker(random, 'v');
  const inputs = Array.from({ length: random.int(1, 3) }, (_, index) => {
    return { name: `input${index}`, dims: random.pick(inputShapes) };
  });
  maker.values.push(...inputs);
  for (let left = random.int(3, 25); left > 0; left--) maker.addNode(2);
  const outputs = maker.someValues().map(({ name, dims }) => ({ name, type: 'float32' as const, shape: dims }));
  const { nodes, initializers } = maker;
  return {
    model: {
      opsets: { '': 17 },
      graph: {
        nodes,
        initializers,
        inputs: inputs.map(({ name, dims }) => ({ name, type: 'float32', shape: dims })),
        outputs,
      },
    },
    inputs,
  };
}

const sizeOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

class GraphMaker {
  readonly values: Value[] = [];
  readonly nodes: NodeDefinition[] = [];
  readonly initializers: Record<string, Tensor> = {};
  private readonly random: Random;
  private readonly prefix: string;
  private names = 0;

  constructor(random: Random, prefix: string) {
    this.random = random;
    this.prefix = prefix;
  }

  /** Between one and four values that nodes gave, late ones more often. */
  someValues(): Value[] {
    const given = new Set(this.nodes.flatMap(({ outputs }) => outputs));
    const own = this.values.filter(({ name }) => given.has(name));
    const chosen = new Set(own.slice(-1));
    for (let left = this.random.int(0, 3); left > 0; left--) chosen.add(this.random.pick(own));
    return [...chosen];
  }

  /** Adds a node, and what it needs; `depth` is how deep subgraphs may still go. */
  addNode(depth: number): void {
    const { random } = this;
    const value = random.pick(random.next() < 0.5 ? this.values.slice(-3) : this.values);
    const ways = [
      () => this.elementwise(value),
      () => this.elementwise(value),
      () => this.twoInputs(value),
      () => this.twoInputs(value),
      () => this.view(value),
      () => this.view(value),
      () => this.movement(value),
      () => this.reduction(value),
      () => this.splitUp(value),
      () => this.product(value),
      ...(depth > 0 ? [() => this.branches(value, depth), () => this.loop(value, depth)] : []),
    ];
    random.pick(ways)();
  }

  private name(): string {
    return `${this.prefix}${this.names++}`;
  }

  private constant(given: Tensor): string {
    const name = this.name();
    this.initializers[name] = given;
    return name;
  }

  private integers(...elements: readonly number[]): string {
    return this.constant(tensor('int64', elements));
  }

  private add(
    opType: string,
    inputs: readonly string[],
    dims: readonly number[],
    attributes: Record<string, AttributeValue> = {},
  ): Value {
    const value = { name: this.name(), dims };
    this.nodes.push({ opType, inputs, outputs: [value.name], attributes });
    this.values.push(value);
    return value;
  }

  /** A node whose output is no float32 and so is no value that others pick. */
  private hidden(opType: string, inputs: readonly string[]): string {
    const name = this.name();
    this.nodes.push({ opType, inputs, outputs: [name] });
    return name;
  }

  private elementwise({ name, dims }: Value): void {
    const opType = this.random.pick(['Tanh', 'Relu', 'Neg', 'Abs', 'Sigmoid', 'Sin', 'Identity', 'Dropout', 'Softmax']);
    if (opType === 'Softmax' && dims.length === 0) return;
    this.add(opType, [name], dims);
  }

  private twoInputs(value: Value): void {
    const { random } = this;
    const isPrefix = ({ dims }: Value): boolean => {
      const tail = value.dims.slice(value.dims.length - dims.length);
      return dims.length <= value.dims.length && dims.every((size, axis) => size === 1 || size === tail[axis]);
    };
    const other = random.pick(this.values.filter(isPrefix));
    const inputs = random.next() < 0.5 ? [value.name, other.name] : [other.name, value.name];
    const opType = random.pick(['Add', 'Sub', 'Max', 'Min', 'Where', 'Mean']);
    const operands = opType === 'Where' ? [this.hidden('Greater', inputs), ...inputs] : inputs;
    this.add(opType, operands, value.dims);
  }

  /** What could share its input's memory. */
  private view({ name, dims }: Value): void {
    const { random } = this;
    const size = sizeOf(dims);
    const kind = random.pick(['Reshape', 'Flatten', 'Unsqueeze', 'Squeeze', 'Slice', 'Cast', 'Expand']);
    if (kind === 'Reshape') {
      const shape = random.pick([[size], [1, size], size % 4 === 0 ? [4, size / 4] : [size, 1]]);
      this.add(kind, [name, this.integers(...shape)], shape);
    } else if (kind === 'Flatten') {
      const axis = random.int(0, dims.length);
      this.add(kind, [name], [sizeOf(dims.slice(0, axis)), sizeOf(dims.slice(axis))], { axis: { int: axis } });
    } else if (kind === 'Unsqueeze') {
      this.add(kind, [name, this.integers(0)], [1, ...dims]);
    } else if (kind === 'Squeeze') {
      this.add(
        kind,
        [name],
        dims.filter((dim) => dim !== 1),
      );
    } else if (kind === 'Slice') {
      const axis = random.int(0, dims.length - 1);
      const length = dims[axis];
      if (!length) return;
      const start = random.int(0, length - 1);
      const end = random.int(start + 1, length);
      const step = random.int(1, 2);
      const shape = dims.with(axis, Math.ceil((end - start) / step));
      this.add(kind, [name, this.integers(start), this.integers(end), this.integers(axis), this.integers(step)], shape);
    } else if (kind === 'Cast') {
      const wide = this.name();
      this.nodes.push({ opType: 'Cast', inputs: [name], outputs: [wide], attributes: { to: { int: 11 } } });
      // Two casts in a row ONNX Runtime takes out, and then a subgraph that captures what the second gave fails in it.
      this.add('Cast', [this.hidden('Neg', [wide])], dims, { to: { int: 1 } });
    } else if (size < 4000) {
      this.add(kind, [name, this.integers(2, ...dims)], [2, ...dims]);
    }
  }

  private movement({ name, dims }: Value): void {
    const { random } = this;
    const axis = random.int(0, dims.length - 1);
    const length = dims[axis];
    if (length === undefined) return;
    const kind = random.pick(['Transpose', 'Concat', 'Gather', 'Pad', 'CumSum']);
    if (kind === 'Transpose') {
      const turn = random.int(0, dims.length - 1);
      const perm = dims.map((_, position) => (position + turn) % dims.length);
      const shape = perm.map((position) => dims[position] ?? 0);
      this.add(kind, [name], shape, { perm: { ints: perm } });
    } else if (kind === 'Concat') {
      const sameBut = ({ dims: others }: Value): boolean =>
        others.length === dims.length && others.every((size, position) => position === axis || size === dims[position]);
      const other = random.pick(this.values.filter(sameBut));
      const total = length + (other.dims[axis] ?? 0);
      if (total < 500) this.add(kind, [name, other.name], dims.with(axis, total), { axis: { int: axis } });
    } else if (kind === 'Gather') {
      const indices = Array.from({ length: random.int(1, 4) }, () => random.int(-length, length - 1));
      this.add(kind, [name, this.integers(...indices)], dims.with(axis, indices.length), { axis: { int: axis } });
    } else if (kind === 'Pad') {
      const pads = [...dims.map((_, position) => (position === axis ? 1 : 0)), ...dims.map(() => 0)];
      this.add(kind, [name, this.integers(...pads)], dims.with(axis, length + 1));
    } else {
      const mean = this.add('CumSum', [name, this.constant(tensor('int64', [axis], []))], dims);
      this.add('Mul', [mean.name, this.constant(tensor('float32', [1 / length]))], dims);
    }
  }

  private reduction({ name, dims }: Value): void {
    const { random } = this;
    const axis = random.int(0, dims.length - 1);
    if (dims.length === 0) return;
    const keeps = random.int(0, 1);
    const shape = keeps ? dims.with(axis, 1) : dims.toSpliced(axis, 1);
    this.add(random.pick(['ReduceMean', 'ReduceMax', 'ReduceMin']), [name], shape, {
      axes: { ints: [axis] },
      keepdims: { int: keeps },
    });
  }

  private splitUp({ name, dims }: Value): void {
    const axis = this.random.int(0, dims.length - 1);
    const length = dims[axis] ?? 0;
    if (length < 2) return;
    const at = this.random.int(1, length - 1);
    const parts = [at, length - at].map((size) => ({ name: this.name(), dims: dims.with(axis, size) }));
    this.nodes.push({
      opType: 'Split',
      inputs: [name, this.integers(at, length - at)],
      outputs: parts.map((part) => part.name),
      attributes: { axis: { int: axis } },
    });
    this.values.push(...parts);
  }

  private product({ name, dims }: Value): void {
    const inner = dims.at(-1);
    if (dims.length < 2 || !inner) return;
    const width = this.random.int(1, 30);
    const weights = this.random.tensor('float32', [inner, width], { low: -1 / inner, high: 1 / inner });
    this.add('MatMul', [name, this.constant(weights)], dims.with(-1, width));
  }

  /** A graph that sees all values so far, as the body of an If or a Loop, and gives one of `dims`. */
  private body(depth: number, like: Value, own: readonly Value[] = []): { nodes: NodeDefinition[]; result: string } {
    const inner = new GraphMaker(this.random, `${this.name()}_`);
    inner.values.push(...this.values, ...own);
    for (let left = this.random.int(0, 3); left > 0; left--) inner.addNode(depth - 1);
    const fitting = inner.values.filter(({ dims }) => String(dims) === String(like.dims));
    const result = inner.add('Tanh', [this.random.pick(fitting).name], like.dims).name;
    Object.assign(this.initializers, inner.initializers);
    return { nodes: inner.nodes, result };
  }

  private branches(value: Value, depth: number): void {
    const flat = this.hidden('Reshape', [value.name, this.integers(-1)]);
    const condition = this.hidden('Greater', [
      this.hidden('ReduceMean', [flat]),
      this.constant(tensor('float32', [this.random.next() - 0.5])),
    ]);
    const branch = (): AttributeValue => {
      const { nodes, result } = this.body(depth, value);
      return { graph: { nodes, inputs: [], outputs: [{ name: result, type: 'float32' }] } };
    };
    this.add('If', [condition], value.dims, { then_branch: branch(), else_branch: branch() });
  }

  private loop(value: Value, depth: number): void {
    const [trip, goesOn, state, still] = [this.name(), this.name(), this.name(), this.name()];
    const { nodes, result } = this.body(depth, value, [{ name: state, dims: value.dims }]);
    const graph: GraphDefinition = {
      nodes: [...nodes, { opType: 'Identity', inputs: [goesOn], outputs: [still] }],
      inputs: [
        { name: trip, type: 'int64', shape: [] },
        { name: goesOn, type: 'bool', shape: [] },
        { name: state, type: 'float32', shape: value.dims },
      ],
      outputs: [
        { name: still, type: 'bool' },
        { name: result, type: 'float32' },
      ],
    };
    const trips = this.constant(tensor('int64', [this.random.int(0, 3)], []));
    this.add('Loop', [trips, '', value.name], value.dims, { body: { graph } });
  }
}
