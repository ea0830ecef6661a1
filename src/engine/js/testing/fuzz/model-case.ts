import { readdirSync, readFileSync } from 'node:fs';
import { encodeModel } from '../../../../authoring/onnx/writer.ts';
import type { Tensor } from '../../../session.ts';
import { decodeModel } from '../../decode.ts';
import { readMetadata } from '../../read-metadata.ts';
import type { Draw } from './draw.ts';
import { mutateBytes, mutateStructure } from './mutate.ts';
import { oddFeeds, oddMaps, oddModels, oddOutputNames, oddTensors } from './odd-values.ts';
import { type RandomModel, randomModel } from './random-model.ts';
import { randomTensor } from './random-tensor.ts';

/** A model and what a session of it is fed, as it is sent to the process that tries it. */
export interface ModelCase {
  readonly target: 'model';
  readonly model: Uint8Array;
  /** A key of `oddModels`. */
  readonly oddModel?: string | undefined;
  readonly runs: readonly ModelRun[];
}

/** One run of a session; the odd parts are keys of the tables in odd-values.ts. */
export interface ModelRun {
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly maps: RandomModel['maps'];
  /** By input. */
  readonly oddTensors: Readonly<Record<string, string>>;
  readonly oddFeeds?: string | undefined;
  readonly oddOutputNames?: string | undefined;
}

interface KnownModel {
  readonly bytes: Uint8Array;
  readonly inputs: readonly {
    readonly name: string;
    readonly type: Tensor['type'];
    readonly shape: readonly (number | string)[];
  }[];
}

/** The models of a folder; none when it is missing. */
export function readModels(folder: URL): KnownModel[] {
  let files: string[] = [];
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.onnx'));
  } catch {
    return [];
  }
  return files.sort().map((file) => {
    const bytes = new Uint8Array(readFileSync(new URL(file, folder)));
    const inputs = readMetadata(decodeModel(bytes)).inputs.map(({ metadata: { name, type, shape } }) => {
      return { name, type, shape };
    });
    return { bytes, inputs };
  });
}

/** Makes cases out of random models and, now and then, `known` ones. */
export function modelCase(draw: Draw, known: readonly KnownModel[]): ModelCase {
  const given = known.length > 0 && draw.chance(8) ? takeKnown(draw, known) : makeRandom(draw);
  let model = given.bytes;
  const kind = draw.int(0, 99);
  if (kind >= 60) model = mutateStructure(draw, model);
  if (kind >= 80) model = mutateBytes(draw, model);
  const runs = draw.list(1, 2, () => modelRun(draw, given));
  return { target: 'model', model, oddModel: draw.chance(1) ? draw.pick(Object.keys(oddModels)) : undefined, runs };
}

type GivenModel = Pick<RandomModel, 'feeds' | 'maps'> & { readonly bytes: Uint8Array };

function makeRandom(draw: Draw): GivenModel {
  const { model, feeds, maps } = randomModel(draw);
  return { bytes: encodeModel(model), feeds, maps };
}

function takeKnown(draw: Draw, known: readonly KnownModel[]): GivenModel {
  const { bytes, inputs } = draw.pick(known);
  const rows = draw.int(1, 3);
  const feeds = inputs.map(({ name, type, shape }) => {
    const dims = shape.map((size) => (typeof size === 'number' && size > 0 ? size : rows));
    return [name, randomTensor(draw, type, draw.chance(10) ? draw.list(0, 3, () => draw.int(0, 5)) : dims)];
  });
  return { bytes, feeds: Object.fromEntries(feeds), maps: {} };
}

function modelRun(draw: Draw, { feeds, maps }: GivenModel): ModelRun {
  const changed: Record<string, Tensor> = {};
  const odd: Record<string, string> = {};
  for (const [name, tensor] of Object.entries(feeds)) {
    changed[name] = draw.chance(15) ? randomTensor(draw, tensor.type, resized(draw, tensor.dims)) : tensor;
    if (draw.chance(6)) odd[name] = draw.pick(Object.keys(oddTensors));
  }
  for (const name of Object.keys(maps)) if (draw.chance(20)) odd[name] = draw.pick(Object.keys(oddMaps));
  return {
    feeds: changed,
    maps,
    oddTensors: odd,
    oddFeeds: draw.chance(2) ? draw.pick(Object.keys(oddFeeds)) : undefined,
    oddOutputNames: draw.chance(3) ? draw.pick(Object.keys(oddOutputNames)) : undefined,
  };
}

function resized(draw: Draw, dims: readonly number[]): number[] {
  if (dims.some((size) => size > 1000)) return dims.map(() => 1);
  if (draw.chance(10)) return [draw.pick([1000, 20_000, 200_000])];
  return dims.map((size) => (draw.chance(40) ? draw.pick([1, 0, 2, 7]) : size));
}
