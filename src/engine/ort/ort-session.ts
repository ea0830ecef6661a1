import type * as Ort from 'onnxruntime-web';
import { EdgewiseError, isEdgewiseError } from '../../errors.ts';
import type { LoadedModel } from '../queued-session.ts';
import type { Tensor, TensorData, TensorType, ValueMetadata } from '../session.ts';
import { checkFeeds, checkOutputNames, isTensorType } from './check-feeds.ts';
import { openError, runError } from './ort-errors.ts';
import type { OrtRuntime } from './runtime.ts';
import { warmUp } from './warm-up.ts';
import { dropZipMaps } from './zipmap.ts';

/**
 * Opens a model in ONNX Runtime.
 * @throws EdgewiseError `model-invalid`, `model-unsupported`, `engine-failed`
 */
export async function openOrtModel(
  runtime: OrtRuntime,
  bytes: Uint8Array,
  options: { readonly warmUp: boolean },
): Promise<LoadedModel> {
  const { model: tensorModel, classLabels } = dropZipMaps(bytes);
  const model = await runtime.open(tensorModel).catch((error: unknown) => {
    throw openError(error);
  });
  try {
    const inputMetadata = model.session.inputMetadata.map((value) => toMetadata(value, 'Input'));
    const outputMetadata = model.session.outputMetadata.map((value) => {
      const metadata = toMetadata(value, 'Output');
      const labels = classLabels.get(metadata.name);
      if (!labels) return metadata;
      // Shape inference knows nothing of what a linear classifier gives; a ZipMap takes rows of one column per label.
      const shape = metadata.shape.length ? metadata.shape : ['', labels.length];
      return { ...metadata, shape, classLabels: labels };
    });
    const outputNames = outputMetadata.map((output) => output.name);
    const loaded: LoadedModel = {
      inputNames: inputMetadata.map((input) => input.name),
      outputNames,
      inputMetadata,
      outputMetadata,
      executionProvider: runtime.provider,
      async run(feeds, wanted = outputNames) {
        checkFeeds(feeds, inputMetadata);
        checkOutputNames(wanted, outputMetadata);
        if (wanted.length === 0) return {};
        const ortFeeds: Record<string, Ort.Tensor> = {};
        for (const { name } of inputMetadata) ortFeeds[name] = toOrtTensor(runtime, feeds[name]);
        const outputs = await runtime.run(model, ortFeeds, wanted).catch((error: unknown) => {
          throw isEdgewiseError(error) ? error : runError(error);
        });
        return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrtTensor(tensor)]));
      },
      release: () => runtime.release(model),
    };
    if (options.warmUp) await warmUp(loaded);
    return loaded;
  } catch (error) {
    await runtime.release(model);
    throw error;
  }
}

// How a size of -1 reads after ONNX Runtime's unsigned pass.
const unknownSize = 0xffffffff;

function toMetadata(value: Ort.InferenceSession.ValueMetadata, kind: string): ValueMetadata {
  if (!value.isTensor || !isTensorType(value.type)) {
    const type = value.isTensor ? value.type : 'a map or a sequence';
    const message = `${kind} '${value.name}' is ${type}, which ONNX Runtime cannot pass in a browser: export tensors.`;
    throw new EdgewiseError('model-unsupported', message);
  }
  const shape = value.shape.map((size) => (typeof size === 'number' && (size < 0 || size === unknownSize) ? '' : size));
  return { name: value.name, isTensor: true, type: value.type, shape };
}

/** Tensors of the caller are rebuilt, not passed on: theirs may be plain objects or of another copy of onnxruntime-common. */
function toOrtTensor(runtime: OrtRuntime, tensor: Tensor | undefined): Ort.Tensor {
  if (!tensor) throw new EdgewiseError('input-invalid', 'An input is missing.');
  const { type, data, dims } = tensor;
  // A mutable copy of the class that goes with each type was checked before; the constructor's overloads cannot say so.
  const create: new (type: TensorType, data: TensorData, dims: readonly number[]) => Ort.Tensor = runtime.Tensor;
  return new create(type, data, dims);
}

function fromOrtTensor(tensor: Ort.Tensor): Tensor {
  const { type, dims, data } = tensor;
  if (!isTensorType(type)) throw new EdgewiseError('model-unsupported', `The model gives ${type}: export other types.`);
  // float16 lies as bits in a Uint16Array here, in a Float16Array in browsers that have one.
  const isBits = type !== 'float16' || data instanceof Uint16Array;
  const plain: TensorData = isBits || !ArrayBuffer.isView(data) ? data : asBits(data);
  return { type, dims: [...dims], data: plain };
}

function asBits({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint16Array {
  return new Uint16Array(buffer, byteOffset, byteLength / Uint16Array.BYTES_PER_ELEMENT);
}
