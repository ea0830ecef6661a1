import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PbfReader, PbfWriter } from 'pbf';
import type { Session, Tensor } from '../../session.ts';
import { decodeTensor } from '../decode-tensor.ts';
import { defaultLimits } from '../limits.ts';

/**
 * Where the ONNX standard's own test cases lie (`onnx/backend/test/data` of the onnx repository), or `undefined`:
 * where `ONNX_TEST_DATA` says, or where Debian's package libonnx-testdata puts them.
 */
export const standardFolder: string | undefined = [
  process.env.ONNX_TEST_DATA ?? '/usr/share/libonnx-testdata/data',
].find((folder) => existsSync(join(folder, 'node')));

/** One of the standard's cases: a model, and sets of what goes in and what must come out. */
export interface StandardCase {
  readonly name: string;
  readonly model: Uint8Array;
  readonly sets: readonly DataSet[];
}

/** Tensors in the order of the model's inputs and outputs, read when they are asked for: not every case's can be. */
export interface DataSet {
  feeds(session: Session): Record<string, Tensor>;
  outputs(): Tensor[];
}

/** Reads a group of cases, such as `node`; without those whose model would have to be downloaded. */
export function readStandardCases(folder: string, group: string): StandardCase[] {
  return readdirSync(join(folder, group))
    .map((name) => ({ name, path: join(folder, group, name) }))
    .filter(({ path }) => existsSync(join(path, 'model.onnx')))
    .map(({ name, path }) => ({
      name,
      model: readFileSync(join(path, 'model.onnx')),
      sets: readdirSync(path)
        .filter((set) => set.startsWith('test_data_set_'))
        .map((set) => dataSet(join(path, set))),
    }));
}

function dataSet(path: string): DataSet {
  const read = (role: string) => {
    const files = readdirSync(path).filter((file) => file.startsWith(`${role}_`));
    return files.map((_, index) => readTensor(join(path, `${role}_${index}.pb`)));
  };
  return {
    feeds({ inputNames }) {
      return Object.fromEntries(
        read('input').map(({ name, tensor }, index) => [
          inputNames.includes(name) ? name : (inputNames[index] ?? name),
          tensor,
        ]),
      );
    },
    outputs: () => read('output').map(({ tensor }) => tensor),
  };
}

function readTensor(path: string): { name: string; tensor: Tensor } {
  const writer = new PbfWriter();
  writer.writeBytes(readFileSync(path));
  return decodeTensor(new PbfReader(writer.finish()), defaultLimits);
}
