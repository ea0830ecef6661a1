import type {
  AttributeValue,
  FunctionDefinition,
  GraphDefinition,
  ModelDefinition,
  NodeDefinition,
  ValueDefinition,
} from '../../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../../session.ts';
import type { Draw } from './draw.ts';
import { type OperatorSketch, operatorSketches } from './operator-sketches.ts';
import { randomTensor } from './random-tensor.ts';
import { validAttributes } from './valid-nodes.ts';

/** A model and tensors that fit its inputs. */
export interface RandomModel {
  readonly model: ModelDefinition;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly maps: Readonly<Record<string, RandomMap>>;
}

/** A map to feed. */
export interface RandomMap {
  readonly key: 'int64' | 'string';
  readonly entries: readonly (readonly [string | bigint, number])[];
}

/** Versions around those at which operators changed, and some that do not exist. */
const opsetVersions = [
  18, 21, 17, 20, 18, 21, 17, 19, 25, 17, 18, 20, 21, 17, 16, 15, 13, 1, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18, 19, 20,
  21, 22, 25, 0, 99,
];
const mlVersions = [3, 4, 5, 2, 1, 5, 3, 9];
const floatTypes: readonly TensorType[] = ['float32', 'float64'];
const numberTypes: readonly TensorType[] = [
  'float32',
  'int64',
  'float64',
  'int32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'uint64',
  'float16',
];
const machineLearningTypes: readonly TensorType[] = ['float32', 'float64', 'int64', 'int32'];
const allTypes: readonly TensorType[] = [...numberTypes, 'string', 'bool'];
const oddNumbers = [1e9, -1e9, 2 ** 31, -(2 ** 31), 2 ** 40, 2 ** 53, 100, 7];
const words = ['a', 'b', 'c', '', 'LEAF', 'BRANCH_LEQ', 'Été', 'x'.repeat(300), '1', '\ud800'];

/** Makes a model of a few nodes over any operators, nearly right more often than not. */
export function randomModel(draw: Draw): RandomModel {
  return new ModelMaker(draw).make();
}

class ModelMaker {
  private readonly draw: Draw;
  private readonly feeds: Record<string, Tensor> = {};
  private readonly maps: Record<string, RandomMap> = {};
  private readonly initializers: Record<string, Tensor> = {};
  private readonly functions: FunctionDefinition[] = [];
  private readonly opsets: Record<string, number>;
  /** The size that most axes and lists have, so that they go together. */
  private readonly size: number;
  private readonly rank: number;
  /** Of lists of axes, sizes and the like. */
  private readonly listLength: number;
  private readonly isUniform: boolean;
  private names = 0;

  constructor(draw: Draw) {
    this.draw = draw;
    this.size = draw.pick([2, 3, 1, 0, 5]);
    this.rank = draw.pick([2, 1, 3, 0, 4, 6]);
    this.listLength = draw.pick([1, this.rank, 2, 2 * this.rank, 0]);
    this.isUniform = !draw.chance(40);
    this.opsets = { '': draw.pick(opsetVersions), 'ai.onnx.ml': draw.pick(mlVersions) };
  }

  make(): RandomModel {
    const { draw } = this;
    const graph = this.graph(0, [], [1, 1, 1, 2, 4]);
    if (draw.chance(8)) this.addFunctions(graph);
    const fed: ValueDefinition[] = Object.entries(this.feeds).map(([name, { type, dims }]) => {
      const free = { name, type };
      return draw.chance(70) ? free : { ...free, shape: draw.chance(50) ? dims : dims.map(() => 'n') };
    });
    for (const [name, { key }] of Object.entries(this.maps)) {
      fed.push({ name, type: 'map', key, sequence: draw.chance(5) });
    }
    if (draw.chance(3)) delete this.opsets[draw.pick(['', 'ai.onnx.ml'])];
    return {
      model: {
        opsets: this.opsets,
        functions: this.functions,
        graph: { ...graph, inputs: [...fed, ...graph.inputs], initializers: this.initializers },
      },
      feeds: this.feeds,
      maps: this.maps,
    };
  }

  /** A graph of so many nodes; its tensors from outside become inputs or initializers of the model. */
  private graph(depth: number, outer: readonly string[], counts: readonly number[]): GraphDefinition {
    const nodes: NodeDefinition[] = [];
    const known = [...outer];
    for (let left = this.draw.pick(counts); left > 0; left--) {
      const node = this.draw.chance(12 - 2 * depth) ? this.controlFlow(depth, known) : this.node(known);
      nodes.push(node);
      known.push(...node.outputs.filter(Boolean));
    }
    if (this.draw.chance(3)) nodes.reverse();
    const given = nodes.flatMap((node) => node.outputs).filter(Boolean);
    const outputs =
      given.length > 0 && this.draw.chance(80) ? given.slice(-3) : [this.draw.pick([...known, 'nothing'])];
    return { nodes, inputs: [], outputs: outputs.map((name) => ({ name, type: 'float32' })) };
  }

  private node(known: readonly string[]): NodeDefinition {
    const { draw } = this;
    const sketch = draw.pick(operatorSketches);
    const type = this.elementType(sketch.inputs);
    const inputs: string[] = [];
    for (const input of sketch.inputs) {
      const times = input.endsWith('*') ? draw.int(0, 3) : input.endsWith('?') ? draw.int(0, 1) : 1;
      if (times === 0 && input.endsWith('?') && draw.chance(50)) inputs.push('');
      for (let i = 0; i < times; i++) inputs.push(this.input(input.charAt(0), type, known));
    }
    if (draw.chance(3)) inputs.pop();
    if (draw.chance(2)) inputs.push('', this.input('n', type, known));
    const outputs = draw.list(draw.chance(2) ? 0 : 1, sketch.outputCount, () => (draw.chance(2) ? '' : this.name()));
    return {
      opType: sketch.opType,
      domain: sketch.domain,
      name: draw.chance(50) ? this.name() : '',
      inputs,
      outputs,
      attributes: this.attributes(sketch),
    };
  }

  private elementType(inputs: readonly string[]): TensorType {
    const { draw } = this;
    if (draw.chance(5)) return draw.pick(allTypes);
    if (inputs.some((input) => input.startsWith('x'))) return draw.pick(machineLearningTypes);
    if (inputs.some((input) => /^[fmv]/.test(input))) return draw.pick(floatTypes);
    return draw.pick(inputs.some((input) => input.startsWith('a')) ? allTypes : numberTypes);
  }

  private input(kind: string, type: TensorType, known: readonly string[]): string {
    const { draw } = this;
    if (known.length > 0 && 'nfabtmx'.includes(kind) && draw.chance(60)) return draw.pick(known);
    return kind === 'p' && !draw.chance(5) ? this.giveMap() : this.give(this.value(kind, type));
  }

  private value(kind: string, type: TensorType): Tensor {
    const { draw, rank, listLength } = this;
    const tensorOf = (of: TensorType, dims: readonly number[], small = false) => randomTensor(draw, of, dims, small);
    if (draw.chance(4)) return tensorOf(draw.pick(allTypes), this.dims(draw.int(0, 5)));
    if (kind === 'm') return tensorOf(type, this.dims(draw.chance(15) ? draw.int(0, 4) : 2));
    if (kind === 'x') return tensorOf(type, draw.chance(15) ? this.dims(rank) : [draw.int(0, 3), 2]);
    if (kind === 'v') return tensorOf(type, this.dims(1));
    if (kind === 'b') return tensorOf('bool', this.dims(draw.chance(20) ? draw.int(0, 3) : rank));
    if (kind === 't') return tensorOf('string', this.dims(draw.int(0, 2)));
    if (kind === 'e') return tensorOf(type, draw.chance(15) ? [draw.int(0, 2)] : []);
    if (kind === 's') return tensorOf('int64', draw.chance(50) ? [] : [draw.int(0, 2)], !draw.chance(10));
    if (kind === 'i') return tensorOf('int64', [draw.chance(10) ? draw.int(0, 5) : listLength], !draw.chance(10));
    if (kind === 'I') return tensorOf('int64', this.dims(draw.chance(30) ? draw.int(0, 3) : rank), !draw.chance(8));
    return tensorOf(type, this.dims(draw.chance(15) ? draw.int(0, 5) : rank));
  }

  private dims(rank: number): number[] {
    const { draw, size } = this;
    if (draw.chance(2)) return [0, ...draw.list(1, 3, () => draw.pick([0, 1e9, 2 ** 31, 2 ** 40, 2 ** 53 - 1]))];
    if (draw.chance(1)) return [draw.pick([1000, 5000, 300_000])];
    if (this.isUniform) return new Array<number>(rank).fill(size);
    return Array.from({ length: rank }, () => (draw.chance(20) ? draw.pick([1, 0, 2, 3, 4, 40]) : size));
  }

  /** Names a tensor as an input of the model or an initializer. */
  private give(tensor: Tensor): string {
    const name = this.name();
    if (this.draw.chance(50)) this.initializers[name] = tensor;
    else this.feeds[name] = tensor;
    return name;
  }

  private giveMap(): string {
    const { draw } = this;
    const name = this.name();
    const key = draw.pick(['string', 'int64'] as const);
    const integers = [0n, 1n, 2n, 5n, -1n, 10n ** 9n, 2n ** 62n];
    const entries = draw.list(0, 5, () => {
      const value = draw.pick([1, 0.5, -2, Number.NaN, 3e38, 0]);
      return [key === 'string' ? draw.pick(words) : draw.pick(integers), value] as const;
    });
    this.maps[name] = { key, entries };
    return name;
  }

  private name(): string {
    return `v${this.names++}`;
  }

  private attributes({ opType, attributes }: OperatorSketch): Record<string, AttributeValue> {
    const { draw } = this;
    const valid = validAttributes[opType];
    const chosen: Record<string, AttributeValue> = {};
    if (valid && !draw.chance(12)) Object.assign(chosen, draw.pick(valid));
    const share = valid ? 2 : attributes.length > 6 ? 25 : 50;
    for (const { name, kind } of attributes) if (draw.chance(share)) chosen[name] = this.attribute(kind);
    if (draw.chance(4))
      chosen[draw.pick(['axis', ...attributes.map(({ name }) => name)])] = this.attribute(draw.pick([...'ifFISt']));
    const names = Object.keys(chosen);
    if (valid && draw.chance(25)) {
      const name = draw.pick(names.length > 0 ? names : ['axis']);
      const value = chosen[name];
      if (value) chosen[name] = this.perturb(value);
    }
    return chosen;
  }

  private attribute(kind: string): AttributeValue {
    const { draw, size, rank } = this;
    const length = (): number => (draw.chance(20) ? draw.int(0, 2 * rank) : size);
    const integer = (): number => (draw.chance(6) ? draw.pick(oddNumbers) : draw.int(0, 2 * rank + 1) - rank);
    const float = (): number => draw.pick([1, 0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 3e38, -2.5]);
    const many = <T>(element: () => T): T[] => Array.from({ length: length() }, element);
    if (kind === 'i') return { int: integer() };
    if (kind === 'b') return { int: draw.chance(4) ? integer() : draw.int(0, 1) };
    if (kind === 'f') return { float: float() };
    if (kind === 'd') return { int: draw.int(0, 17) };
    if (kind === 'I') return { ints: many(integer) };
    if (kind === 'F') return { floats: many(float) };
    if (kind === 'S') return { strings: many(() => draw.pick(words)) };
    if (kind === 't')
      return { tensor: randomTensor(draw, draw.pick(allTypes), draw.chance(70) ? [1] : [length()], true) };
    const texts = kind.split(/(?<!\\),/).map((text) => text.replaceAll('\\,', ','));
    return { string: draw.chance(5) ? draw.pick(words) : draw.pick(texts) };
  }

  /** A list of another length or with another element. */
  private perturb(value: AttributeValue): AttributeValue {
    const { draw } = this;
    const change = <T>(list: readonly T[], element: T): T[] => {
      const at = draw.int(0, list.length);
      return draw.chance(50) ? [...list.slice(0, at), element, ...list.slice(at + 1)] : list.slice(0, at);
    };
    if ('ints' in value) return { ints: change(value.ints, draw.pick([0, 1, 2, 3, -1, ...oddNumbers])) };
    if ('floats' in value) return { floats: change(Array.from(value.floats), draw.pick([Number.NaN, 1, 3e38])) };
    if ('strings' in value) return { strings: change(value.strings, draw.pick(words)) };
    return this.attribute(draw.pick([...'ifFISt']));
  }

  private controlFlow(depth: number, known: readonly string[]): NodeDefinition {
    const { draw } = this;
    const outputs = draw.list(1, 2, () => this.name());
    const body = (inputCount: number, outputCount: number): GraphDefinition => {
      const inputs = Array.from(
        { length: inputCount },
        (): ValueDefinition => ({ name: this.name(), type: 'float32' }),
      );
      const names = inputs.map(({ name }) => name);
      const graph = depth < 4 ? this.graph(depth + 1, [...known, ...names], [1, 0, 2]) : { nodes: [], outputs: [] };
      const given = graph.nodes.flatMap((node) => node.outputs).filter(Boolean);
      const pool = [...given, ...names, ...known];
      const results = Array.from({ length: outputCount }, (): ValueDefinition => {
        return { name: pool.length > 0 ? draw.pick(pool) : 'nothing', type: 'float32' };
      });
      return { nodes: graph.nodes, inputs, outputs: draw.chance(8) ? graph.outputs : results };
    };
    const kind = draw.pick(['If', 'Loop', 'Scan']);
    const node = { name: this.name(), domain: '', opType: kind, outputs };
    if (kind === 'If') {
      const condition = this.give(randomTensor(draw, 'bool', []));
      const branch = (): AttributeValue => ({ graph: body(draw.chance(3) ? 1 : 0, outputs.length) });
      return { ...node, inputs: [condition], attributes: { then_branch: branch(), else_branch: branch() } };
    }
    const states = draw.list(0, 2, () => this.input('f', 'float32', known));
    if (kind === 'Loop') {
      const most = draw.pick([2, 0, 5, 100, 100_000, 2 ** 40]);
      const trips = this.give({ type: 'int64', dims: [], data: BigInt64Array.of(BigInt(most)) });
      const condition = draw.chance(50) ? '' : this.give({ type: 'bool', dims: [], data: Uint8Array.of(1) });
      const graph = body(states.length + 2, states.length);
      const [, goesOn = { name: 'nothing', type: 'bool' as const }] = graph.inputs;
      const scans = graph.outputs.slice(0, draw.int(0, 1));
      const whole = { ...graph, outputs: [goesOn, ...graph.outputs, ...scans] };
      const inputs = [draw.chance(10) ? '' : trips, condition, ...states];
      return { ...node, inputs, attributes: { body: { graph: whole } } };
    }
    const scanned = draw.list(1, 2, () => this.input('f', 'float32', known));
    const graph = body(states.length + scanned.length, outputs.length);
    const attributes: Record<string, AttributeValue> = {
      body: { graph },
      num_scan_inputs: { int: draw.chance(8) ? draw.int(0, 5) : scanned.length },
    };
    for (const name of ['scan_input_axes', 'scan_output_axes', 'scan_input_directions', 'scan_output_directions']) {
      if (draw.chance(15)) attributes[name] = this.attribute('I');
    }
    return { ...node, inputs: [...(this.opsets[''] === 8 ? [''] : []), ...states, ...scanned], attributes };
  }

  /** Moves the graph's nodes into functions that call each other, and perhaps themselves. */
  private addFunctions(graph: { nodes: readonly NodeDefinition[] }): void {
    const { draw } = this;
    const [first] = graph.nodes;
    if (!first) return;
    const inputs = first.inputs.map((_, position) => `p${position}`);
    const outputs = first.outputs.map((_, position) => `r${position}`);
    const count = draw.pick([1, 2, 3, 40]);
    const call = (name: string, fan: number): NodeDefinition[] =>
      Array.from({ length: fan }, (_, place) => ({
        opType: name,
        domain: 'local',
        inputs,
        outputs: place === 0 ? outputs : outputs.map((output) => `${output}_${place}`),
      }));
    const fan = draw.pick([1, 1, 2, 8]);
    const closes = draw.chance(20);
    for (let i = 0; i < count; i++) {
      const next = i + 1 < count ? `f${i + 1}` : closes ? 'f0' : undefined;
      this.functions.push({
        domain: 'local',
        name: `f${i}`,
        inputs,
        outputs,
        opsets: draw.chance(8) ? {} : this.opsets,
        nodes: next ? call(next, fan) : [{ ...first, inputs, outputs }],
      });
    }
    this.opsets.local = 1;
    const changed = graph as { nodes: NodeDefinition[] };
    changed.nodes = [{ ...first, opType: 'f0', domain: 'local' }, ...graph.nodes.slice(1)];
  }
}
