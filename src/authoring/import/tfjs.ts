import { array, nullable, number, object, optional, string } from 'valibot';
import type { Tensor, TensorType } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { createGraphBuilder, type GraphParts } from '../onnx/graph-builder.ts';
import { removePassing } from '../onnx/graph-edits.ts';
import { encodeModel, type ValueDefinition } from '../onnx/writer.ts';
import { converterOf, type GraphValue } from './tfjs-layers.ts';
import { invalid, type LayerCall, parse, parseTfjsModel } from './tfjs-model.ts';
import { type ReadShard, readWeights } from './tfjs-weights.ts';

export type { ReadShard } from './tfjs-weights.ts';

const inputSchema = object({
  batch_input_shape: optional(array(nullable(number()))),
  batch_shape: optional(array(nullable(number()))),
  dtype: optional(nullable(string()), 'float32'),
});

const inputTypes: Readonly<Record<string, TensorType>> = { float32: 'float32', int32: 'int32', bool: 'bool' };

/**
 * Converts a model in TensorFlow.js layers format (`model.json` and its weight files, as `model.save` and `tensorflowjs_converter` write them)
 * to ONNX. Sequential and functional models of the layers of tabular nets: Dense, Dropout, BatchNormalization, Embedding, Flatten,
 * Concatenate, Reshape, sums and products of inputs, and activations. Inputs and outputs have the names of their layers.
 * @param modelJson the parsed `model.json`.
 * @param readShard gives a weight file's bytes by its path beside `model.json`.
 * @returns the bytes of an `.onnx` file (operator set 17).
 * @throws EdgewiseError `model-invalid` for what does not fit together, `model-unsupported` naming the layer or activation.
 * @example
 * const model = await importTfjsModel(JSON.parse(await readFile('web/model.json', 'utf8')), (path) => readFile(`web/${path}`));
 */
export async function importTfjsModel(modelJson: unknown, readShard: ReadShard): Promise<Uint8Array<ArrayBuffer>> {
  const { calls, outputs, groups } = parseTfjsModel(modelJson);
  const weights = await readWeights(groups, readShard);
  const parts: GraphParts = { nodes: [], initializers: {} };
  const inputs: ValueDefinition[] = [];
  const values = new Map<string, GraphValue>();

  for (const call of calls) {
    if (call.className === 'InputLayer') {
      const { type, shape } = inputOf(call);
      inputs.push({ name: call.layer, type, shape });
      values.set(call.id, { name: call.layer, rank: shape.length });
    } else {
      const build = createGraphBuilder(parts, call.id);
      const weight = (kind: string): Tensor => weightOf(weights, call, kind);
      const sources = call.inputs.map((id) => valueOfCall(values, id));
      const rank = sources[0]?.rank ?? 0;
      const result = converterOf(call)({
        call,
        build,
        inputs: sources.map(({ name }) => name),
        rank,
        weight,
        constant: (kind) => build.constant(weight(kind), `${call.layer}/${kind}`),
        fail: (reason) => {
          const layer = `Layer '${call.layer}' (${call.className})`;
          throw new EdgewiseError(
            'model-unsupported',
            `${layer}: ${reason}. Export the model as ONNX by tf2onnx instead.`,
          );
        },
      });
      values.set(call.id, typeof result === 'string' ? { name: result, rank } : result);
    }
  }
  for (const { name, id } of outputs) {
    parts.nodes.push({ opType: 'Identity', inputs: [valueOfCall(values, id).name], outputs: [name] });
  }
  const graph = {
    ...parts,
    inputs,
    // Shapes follow from the layers; only the element type is the same for all.
    outputs: outputs.map(({ name }) => ({ name, type: 'float32' as const })),
  };
  return encodeModel({ opsets: { '': 17 }, graph: removePassing(graph, ({ opType }) => opType === 'Identity') });
}

function inputOf({ layer, config }: LayerCall): { type: TensorType; shape: (number | string)[] } {
  const subject = `Input '${layer}'`;
  const { batch_input_shape, batch_shape, dtype } = parse(inputSchema, config, subject);
  const shape = batch_input_shape ?? batch_shape;
  const type = inputTypes[dtype ?? 'float32'];
  if (!shape) throw invalid(subject, 'it has no batch_input_shape');
  if (!type) throw new EdgewiseError('model-unsupported', `${subject} is ${dtype}: use float32, int32 or bool.`);
  return { type, shape: shape.map((size, axis) => size ?? (axis === 0 ? 'batch' : '')) };
}

function valueOfCall(values: ReadonlyMap<string, GraphValue>, id: string): GraphValue {
  const value = values.get(id);
  if (value === undefined) throw invalid('model.json', `there is no layer call '${id}'`);
  return value;
}

/** A layer's weight: its file may name the model or the layer again before it, and number it behind. */
function weightOf(weights: ReadonlyMap<string, Tensor>, { layer }: LayerCall, kind: string): Tensor {
  for (const [name, tensor] of weights) {
    const parts = name.replace(/:\d+$/, '').split('/');
    if (parts.at(-1) === kind && parts.slice(0, -1).includes(layer)) return tensor;
  }
  throw invalid(`Layer '${layer}'`, `the weights hold no '${layer}/${kind}'`);
}
