import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import { expectGiven } from '../expect-given.ts';
import { foldConstants } from './fold-constants.ts';
import { removeDead, removePassing } from './graph-edits.ts';
import { agrees, differenceOf, type Feeds, type ModelDifference } from './model-difference.ts';
import { holdsDoubles, narrowDoubles } from './narrow-doubles.ts';
import { decodeModel } from './reader.ts';
import { encodeModel, type GraphDefinition, type ModelDefinition, type NodeDefinition } from './writer.ts';

/** Options of {@link optimizeModel}. */
export interface OptimizeOptions {
  /** Rows on which the result is held up to the original. Without them float64 stays float64. @default none */
  readonly samples?: readonly Feeds[] | undefined;
  /** The relative difference that float32 in place of float64 may make; labels must not change at all. @default 1e-5 */
  readonly tolerance?: number | undefined;
}

const optionsSchema = v.strictObject({
  samples: v.optional(v.array(v.looseObject({}))),
  tolerance: v.optional(v.pipe(v.number(), v.minValue(0))),
} satisfies Record<keyof OptimizeOptions, v.GenericSchema>);

/** What {@link optimizeModel} gives. */
export interface OptimizedModel {
  /** The bytes of an `.onnx` file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** How many there were, and are. */
  readonly nodes: { readonly before: number; readonly after: number };
  readonly bytes: { readonly before: number; readonly after: number };
  /** For each output whose ZipMap is gone: the label of each column of the tensor that now comes out. */
  readonly classLabels: Readonly<Record<string, readonly (string | number)[]>>;
  /** What became of float64: there was none, it is float32 now (inputs and outputs too), or it stays because the self-check did not hold. */
  readonly doubles: 'none' | 'narrowed' | 'kept';
  /** How far the result is from the original on the samples. */
  readonly difference: ModelDifference;
}

/**
 * Makes a model smaller and simpler without changing what it computes: computes once what depends on constants alone, drops nodes that no output
 * needs or that pass a value on (Identity, Dropout), gives probabilities as a tensor where a ZipMap made maps of them, and uses float32 for
 * float64 where the results on `samples` stay the same.
 * @throws EdgewiseError as `decodeModel`; `input-invalid` for options of another form; `engine-failed` when a result differs, which would be a fault of this function.
 * @example
 * const { model, bytes } = await optimizeModel(await readFile('model.onnx'), { samples: [{ X: tensor('float64', row, [1, 4]) }] });
 */
export async function optimizeModel(bytes: Uint8Array, options: OptimizeOptions = {}): Promise<OptimizedModel> {
  expectGiven(optionsSchema, options, 'The options of optimizeModel are wrong');
  const { samples = [], tolerance = 1e-5 } = options;
  const original = decodeModel(bytes);
  const { graph, classLabels } = removeZipMaps(removePassing(original.graph, isPassing));
  let simplified = await foldConstants({ ...original, graph: removeDead(graph) });
  simplified = { ...simplified, graph: removeDead(removePassing(simplified.graph, isPassing)) };

  let model = encodeModel(simplified);
  let difference = await differenceOf(bytes, model, samples);
  if (!agrees(difference, tolerance)) {
    throw new EdgewiseError(
      'engine-failed',
      `The simplified model differs from the original on the samples (${JSON.stringify(difference)}): use the original, and report it.`,
    );
  }
  let doubles: OptimizedModel['doubles'] = 'none';
  if (holdsDoubles(simplified.graph)) {
    const narrow = samples.length > 0 ? await tryNarrow(simplified, bytes, samples) : undefined;
    doubles = narrow && agrees(narrow.difference, tolerance) ? 'narrowed' : 'kept';
    if (narrow && doubles === 'narrowed') {
      simplified = narrow.definition;
      ({ model, difference } = narrow);
    }
  }
  return {
    model,
    nodes: { before: original.graph.nodes.length, after: simplified.graph.nodes.length },
    bytes: { before: bytes.length, after: model.length },
    classLabels,
    doubles,
    difference,
  };
}

/** Whether all that a node does when inferring is to pass its input on. */
function isPassing({ opType, domain, outputs, inputs }: NodeDefinition): boolean {
  if (domain) return false;
  // A mask that is asked for has to be made, and one that is told to train drops.
  return opType === 'Identity' || (opType === 'Dropout' && !outputs[1] && !inputs[2]);
}

/** Puts an Identity in place of each ZipMap that gives an output, and takes it out again where names allow. */
function removeZipMaps(graph: GraphDefinition): Pick<OptimizedModel, 'classLabels'> & { graph: GraphDefinition } {
  const classLabels: Record<string, readonly (string | number)[]> = {};
  const nodes = graph.nodes.map((node): NodeDefinition => {
    const [name = ''] = node.outputs;
    if (node.opType !== 'ZipMap' || !graph.outputs.some((output) => output.name === name)) return node;
    classLabels[name] = labelsOf(node);
    return { opType: 'Identity', inputs: node.inputs, outputs: node.outputs };
  });
  const outputs = graph.outputs.map((output) => {
    const labels = classLabels[output.name];
    return labels ? ({ name: output.name, type: 'float32', shape: ['', labels.length] } as const) : output;
  });
  return { graph: removePassing({ ...graph, nodes, outputs }, isPassing), classLabels };
}

function labelsOf({ attributes = {} }: NodeDefinition): (string | number)[] {
  const { classlabels_strings: texts, classlabels_int64s: integers } = attributes;
  if (texts && 'strings' in texts) return [...texts.strings];
  return integers && 'ints' in integers ? integers.ints.map(Number) : [];
}

async function tryNarrow(model: ModelDefinition, original: Uint8Array, samples: readonly Feeds[]) {
  const definition = { ...model, graph: narrowDoubles(model.graph) };
  const bytes = encodeModel(definition);
  try {
    return { definition, model: bytes, difference: await differenceOf(original, bytes, samples) };
  } catch {
    // Where a type was fixed some other way, the narrow model does not even run.
    return undefined;
  }
}
