import { PbfReader } from 'pbf';
import { EdgewiseError } from '../../errors.ts';
import { readBytes } from '../read-file.ts';

const [varint, lengthDelimited] = [0, 2];
const graph = 7;
/** Of ModelProto's fields by number, how they are written. */
const wireTypes: ReadonlyMap<number, number> = new Map([
  ...[1, 5].map((field) => [field, varint] as const),
  ...[2, 3, 4, 6, graph, 8, 14, 20, 25, 26].map((field) => [field, lengthDelimited] as const),
]);

/**
 * Refuses what is no ONNX model at all, so that it is not taken for a damaged one.
 * @param subject begins the sentence, as a path does.
 * @throws EdgewiseError `model-invalid`.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export function expectOnnx(bytes: Uint8Array, subject: string): void {
  if (bytes instanceof Uint8Array && beginsAsOnnx(bytes)) return;
  const what = bytes?.length === 0 ? 'is empty' : 'is no ONNX model';
  const remedy = 'give the .onnx file that an exporter wrote, such as skl2onnx or torch.onnx.export';
  throw new EdgewiseError('model-invalid', `${subject} ${what}; ${remedy}`);
}

/**
 * Reads the file of a model.
 * @throws EdgewiseError `model-invalid` when it is none; what the file system refuses.
 */
export async function readModel(path: string): Promise<Buffer> {
  const bytes = await readBytes(path);
  expectOnnx(bytes, path);
  return bytes;
}

/** Whether there is nothing but fields of ModelProto up to the graph. */
function beginsAsOnnx(bytes: Uint8Array): boolean {
  const reader = new PbfReader(bytes);
  try {
    for (let field = reader.nextField(bytes.length); field !== 0; field = reader.nextField(bytes.length)) {
      if (wireTypes.get(field) !== reader.type) return false;
      if (field === graph) return true;
    }
  } catch {
    // Numbers that are too long to be any.
  }
  return false;
}
