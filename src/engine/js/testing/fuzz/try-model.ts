import { isEdgewiseError } from '../../../../errors.ts';
import type { Session, Tensor } from '../../../session.ts';
import { costPerRow } from '../../cost.ts';
import { createJsSession } from '../../create-js-session.ts';
import { decodeModel } from '../../decode.ts';
import { listOperators, unsupportedOperators } from '../../operators.ts';
import { isDataOf } from '../../tensor-data.ts';
import type { ModelCase, ModelRun } from './model-case.ts';
import { oddFeeds, oddMaps, oddModels, oddOutputNames, oddTensors } from './odd-values.ts';
import { timed } from './timing.ts';

/** Loads and runs a model. Returns what is wrong with the way it answers or refuses, or undefined. */
export async function tryModel({ model, oddModel, runs }: ModelCase): Promise<string | undefined> {
  const given = oddModel === undefined ? model : oddModels[oddModel]?.(model);
  let session: Session;
  try {
    session = await timed(() => createJsSession(given as Uint8Array));
  } catch (error) {
    return faultOf(error, 'load') ?? (await tryCost(model));
  }
  for (const run of runs) {
    const fault = await tryRun(session, run);
    if (fault) return fault;
  }
  await session.release();
  return tryCost(model);
}

/** What a provider is chosen by is asked of models that this one can't load, too. */
async function tryCost(model: Uint8Array): Promise<string | undefined> {
  try {
    const decoded = decodeModel(model);
    await timed(() => {
      unsupportedOperators(listOperators(decoded));
      costPerRow(decoded);
    });
    return undefined;
  } catch (error) {
    return faultOf(error, 'cost');
  }
}

async function tryRun(session: Session, run: ModelRun): Promise<string | undefined> {
  const tensors: Record<string, unknown> = { ...run.feeds };
  for (const [name, odd] of Object.entries(run.oddTensors)) {
    const tensor = run.feeds[name];
    if (tensor) tensors[name] = oddTensors[odd]?.(tensor);
  }
  for (const [name, { entries }] of Object.entries(run.maps)) {
    const map = new Map<unknown, unknown>(entries);
    const odd = run.oddTensors[name];
    tensors[name] = odd ? oddMaps[odd]?.(map) : map;
  }
  const feeds = run.oddFeeds === undefined ? tensors : oddFeeds[run.oddFeeds]?.(tensors);
  const names =
    run.oddOutputNames === undefined ? undefined : oddOutputNames[run.oddOutputNames]?.(session.outputNames);
  const before = structuredClone(run.feeds);
  const once = (): Promise<Record<string, Tensor>> =>
    timed(() => session.run(feeds as Record<string, Tensor>, names as readonly string[] | undefined));
  try {
    const started = performance.now();
    const first = await once();
    const isSlow = performance.now() - started > 100;
    const fault = faultOfOutputs(first);
    if (fault || isSlow) return fault;
    const copy = structuredClone(first);
    const second = await once();
    if (!sameTensors(first, copy)) return 'a run changed the outputs of the one before';
    if (!sameTensors(first, second)) return 'two runs with the same feeds gave different outputs';
    return sameTensors(before, run.feeds) ? undefined : 'a run changed its feeds';
  } catch (error) {
    return faultOf(error, 'run');
  }
}

/** What is wrong with an error: it must be an EdgewiseError that foresaw what happened and says it in one sentence. */
export function faultOf(error: unknown, during: string): string | undefined {
  if (!isEdgewiseError(error)) {
    return `${during}: no EdgewiseError but ${error instanceof Error ? stackTop(error) : String(error)}`;
  }
  const { code, message, cause } = error;
  if (code === 'engine-failed') {
    return `${during}: ${code}: ${message} ${cause instanceof Error ? stackTop(cause) : ''}`;
  }
  // What a library throws at a document is foreseen; what a kernel or operator trips over is not.
  const isWrapped = during === 'trust' || /^The model is not valid ONNX protobuf|can't be read/.test(message);
  for (let inner = isWrapped ? undefined : cause; inner instanceof Error; inner = inner.cause) {
    if (/^(Type|Range|Reference)Error$/.test(inner.name)) {
      return `${during}: ${code} by accident: ${message} ${stackTop(inner)}`;
    }
  }
  if (message.length > 100_000)
    return `${during}: a message of ${message.length} characters: ${message.slice(0, 150)}…`;
  return message ? undefined : `${during}: an error of code ${code} without a message`;
}

function stackTop(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '));
  const own = frames.find((line) => line.includes('/src/')) ?? frames[0] ?? '';
  return `${error.name}: ${error.message.slice(0, 200)} ${own.trim().replace(/\(?(?:file:)?\/.*\/src\//, '(')}`;
}

function faultOfOutputs(outputs: Readonly<Record<string, Tensor>>): string | undefined {
  for (const { type, dims, data } of Object.values(outputs)) {
    const shown = `${type} [${dims}]`;
    if (dims.some((size) => !Number.isInteger(size) || size < 0)) return `an output has odd dims: ${shown}`;
    const size = dims.reduce((product, length) => product * length, 1);
    if (size !== data.length) return `an output has ${data.length} elements for ${shown}`;
    if (!isDataOf(type, data)) return `an output has the storage of another type than ${shown}`;
    if (type === 'string') {
      for (let i = 0; i < data.length; i++) if (typeof data[i] !== 'string') return `an output ${shown} holds no text`;
    }
  }
  return undefined;
}

function sameTensors(some: Readonly<Record<string, Tensor>>, others: Readonly<Record<string, Tensor>>): boolean {
  return Object.entries(some).every(([name, { type, dims, data }]) => {
    const other = others[name];
    if (!other || other.type !== type || `${other.dims}` !== `${dims}` || other.data.length !== data.length)
      return false;
    for (let i = 0; i < data.length; i++) if (!Object.is(data[i], other.data[i])) return false;
    return true;
  });
}
