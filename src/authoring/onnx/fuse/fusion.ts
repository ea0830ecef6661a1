import { EdgewiseError } from '../../../errors.ts';
import { type ColumnSpec, type ColumnType, isColumnType } from '../../../pipeline/frame.ts';
import { frameSlot, type ParsedGraph } from '../../../pipeline/graph-plan.ts';
import type { ValueType } from '../../../pipeline/operator.ts';
import { array } from '../../../pipeline/operators/array.ts';
import type { Reference } from '../../../pipeline/reference.ts';
import { createGraphBuilder, type GraphParts } from '../graph-builder.ts';
import { tensor, type ValueDefinition } from '../writer.ts';
import { columnForms } from './column-forms.ts';
import { encoderForms } from './encoder-forms.ts';
import { defineForm, type Form, namedColumns } from './form.ts';
import { columnsOf, type FusedColumn, layColumns } from './fused-columns.ts';
import { numberForms } from './number-forms.ts';

const forms: ReadonlyMap<string, Form> = new Map([...numberForms, ...encoderForms, ...columnForms]);

/** A node of a graph whose params are checked. */
export type GraphNode = ParsedGraph['nodes'][number];

/** An input of the fused model, and what feeds it. */
export interface FusedInput {
  readonly definition: ValueDefinition;
  readonly text: string;
  readonly slot: number;
}

/** What {@link createFusion} needs beside the graph. */
export interface FusionOptions {
  /** The types of the values of nodes and of the source `frame`, by slot. */
  readonly types: ReadonlyMap<number, ValueType>;
  /** Names that the model has for its own. */
  readonly taken: ReadonlySet<string>;
  readonly opset: number;
}

/** The ONNX graph that comes before the model's own, as it grows. */
export interface Fusion extends GraphParts {
  /** Where operators stay in the graph, their columns come in; some of these may turn out to be unused. */
  readonly inputs: ReadonlyMap<string, FusedInput>;
  /** Ids of the nodes that have ONNX nodes now; those that others in the graph need stay there as well. */
  readonly fused: ReadonlySet<string>;
  /**
   * Turns what a reference names, and what comes before it, into ONNX nodes as far as there are forms.
   * @returns the name of the tensor, or undefined when nothing can be fused.
   */
  tensorOf(reference: Reference, type: ColumnType, isFlat: boolean): string | undefined;
}

/** Starts with nothing fused. */
export function createFusion({ nodes }: ParsedGraph, { types, taken, opset }: FusionOptions): Fusion {
  let prefix = 'fused';
  while ([...taken].some((name) => name.startsWith(`${prefix}/`))) prefix += '_';
  const parts: GraphParts = { nodes: [], initializers: {} };
  const build = createGraphBuilder(parts, prefix);
  const inputs = new Map<string, FusedInput>();
  const fused = new Set<string>();
  const known = new Map<number, readonly FusedColumn[]>();
  const nodeAt = (slot: number): GraphNode | undefined => nodes.find((node) => node.slot === slot);

  const specsOf = (slot: number): readonly ColumnSpec[] =>
    (types.get(slot)?.parts ?? []).flatMap(({ name, type }) => (isColumnType(type) ? { name, type } : []));

  const isFrame = ({ slot, index }: Reference): boolean => !index && types.get(slot)?.kind === 'frame';

  /** The columns of a node that stays in the graph, as inputs of the model. */
  function cross(slot: number): FusedColumn[] {
    const id = slot === frameSlot ? 'frame' : (nodeAt(slot)?.id ?? '');
    return specsOf(slot).flatMap((spec) => {
      const text = `${id}.${spec.name}`;
      const isTaken = taken.has(spec.name) || inputs.has(spec.name);
      const name = isTaken ? text : spec.name;
      inputs.set(name, { definition: { name, type: spec.type, shape: ['rows', 1] }, text, slot });
      return columnsOf(name, [spec]);
    });
  }

  function columnsAt({ slot, part }: Reference): readonly FusedColumn[] {
    const found = known.get(slot) ?? fuseNode(slot) ?? cross(slot);
    known.set(slot, found);
    return part ? found.filter(({ name }) => name === part) : found;
  }

  function fuseNode(slot: number): readonly FusedColumn[] | undefined {
    const node = nodeAt(slot);
    const form = node && forms.get(node.operator.name);
    if (!form || !node.references.every(isFrame)) return undefined;
    const columns = form({ build, columns: node.references.flatMap(columnsAt), opset }, node.params);
    if (!columns) return undefined;
    const shown = (specs: readonly ColumnSpec[]) => specs.map(({ name, type }) => `${name} ${type}`).join(', ');
    if (shown(columns) !== shown(specsOf(slot))) {
      const given = `gives [${shown(columns)}] where the operator gives [${shown(specsOf(slot))}]`;
      throw new EdgewiseError('engine-failed', `The ONNX form of node '${node.id}' ${given}; report it.`);
    }
    fused.add(node.id);
    return columns;
  }

  const arrayColumns = defineForm(array, (context, { columns }) => namedColumns(context, columns))[1];

  /** The columns that a node lays out as a tensor. */
  function tensorColumns(reference: Reference, type: ColumnType): readonly FusedColumn[] | undefined {
    const node = nodeAt(reference.slot);
    if (isFrame(reference)) {
      const columns = columnsAt(reference);
      // Fed as they are, columns gain nothing by being fused.
      return node && fused.has(node.id) ? columns : undefined;
    }
    const [part] = types.get(reference.slot)?.parts ?? [];
    if (
      node?.operator.name !== array.name ||
      reference.index ||
      part?.type !== type ||
      !node.references.every(isFrame)
    ) {
      return undefined;
    }
    const columns = node.references.flatMap(columnsAt);
    fused.add(node.id);
    return arrayColumns({ build, columns, opset }, node.params);
  }

  return {
    ...parts,
    inputs,
    fused,
    tensorOf(reference, type, isFlat) {
      const columns = tensorColumns(reference, type);
      if (!columns) return undefined;
      const value = layColumns(build, columns, type);
      if (!isFlat || columns.length !== 1) return value;
      return build.node('Reshape', [value, build.constant(tensor('int64', [-1]))]);
    },
  };
}
