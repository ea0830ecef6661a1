import { access, constants, readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import { selfCheckSchema } from '../../registry/manifest.ts';
import { expectGiven } from '../expect-given.ts';
import { expectPath } from '../expect-path.ts';
import { authorOperators } from '../graph/author-operators.ts';
import { checkDefinition } from '../graph/check-definition.ts';
import { type GraphJson, graphSchema } from '../graph/definition.ts';
import { placeInGraph } from '../graph/place-in-graph.ts';
import { readJsonFile } from '../json/read-json-file.ts';
import { writeJson } from '../json/write-json.ts';
import { makeFolder, removeEmpty } from '../make-folder.ts';
import { expectOnnx, readModel } from '../onnx/expect-onnx.ts';
import { estimators } from '../trainers/estimators.ts';
import type { ServiceSource } from './check-service.ts';
import { removeLeftovers, writeWhole } from './write-whole.ts';

/*
 * A service as a folder, named by its id:
 *   service.json   { "version": "1.0.0", "selfCheck"?: [{ "input": { "events", "profile"?, "now" }, "scores" }] }
 *   graph.json     { "nodes", "outputs" }, fitted
 *   models/*.onnx  by the names under which the graph refers to them
 */
/** Version and self-checks of a service, in its folder. */
export const serviceFile = 'service.json';
const serviceExample = '{ "version": "1.0.0" }';
/** The graph of a service, in its folder. */
export const graphFile = 'graph.json';
const modelsFolder = 'models';

/** The form of a `service.json`. */
export const serviceSchema = v.object({
  version: v.pipe(v.string(), v.minLength(1)),
  selfCheck: v.exactOptional(
    v.pipe(
      v.unknown(),
      v.transform((given) => [given].flat()),
      v.array(selfCheckSchema),
    ),
  ),
});

/**
 * Reads a service's folder.
 * @throws EdgewiseError `input-invalid` or `graph-invalid` naming file, line and column at fault; what the file system refuses.
 */
export async function readServiceFolder(folder: string): Promise<{ id: string; source: ServiceSource }> {
  expectPath(folder);
  const { value } = await readJsonFile(join(folder, serviceFile), {
    // With what it does not know, which publish tells of.
    schema: v.looseObject(serviceSchema.entries),
    what: 'a service',
    code: 'input-invalid',
    example: serviceExample,
  }).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    const message = `${folder} is no service, for it has no ${serviceFile}; name another folder, or write ${serviceExample} into one`;
    throw new EdgewiseError('input-invalid', message, { cause: error });
  });
  const { graph, placeOf } = await readGraph(join(folder, graphFile));
  const { $schema, ...service } = value;
  const source = { ...service, graph: { ...graph }, models: await readModels(folder), placeOf };
  return { id: basename(resolve(folder)), source };
}

/** A graph that was read from a file. */
export interface GraphFile {
  readonly path: string;
  readonly graph: GraphJson;
  /** `file:line:column` of what an error of the graph is about; undefined where it is about something else. */
  placeOf(error: Error): string | undefined;
}

/**
 * Reads a graph, fitted or not. What else than names its nodes say is left to whoever compiles it.
 * @throws EdgewiseError `graph-invalid` when the file holds no graph or names an operator, param or node that there is not, `input-invalid`
 * when it is not JSON, naming file, line and column; what the file system refuses.
 */
export async function readGraph(path: string): Promise<GraphFile> {
  const { value, where } = await readJsonFile(path, {
    schema: graphSchema,
    what: 'a graph',
    code: 'graph-invalid',
    example: '{ "nodes": [{ "id", "op", "inputs", "params" }], "outputs": {} }',
  });
  checkDefinition(value, authorOperators(estimators), where);
  return {
    path,
    graph: value,
    placeOf({ message }) {
      const place = placeInGraph(message, value);
      return place && where(place);
    },
  };
}

/**
 * Reads the models of a service's folder by name; a graph of rules alone has none.
 * @throws EdgewiseError `model-invalid` for a file that is none; what the file system refuses.
 */
export async function readModels(folder: string): Promise<Record<string, Uint8Array>> {
  const names = await readdir(join(folder, modelsFolder)).catch(() => []);
  const models: Record<string, Uint8Array> = {};
  for (const name of names.filter((file) => file.endsWith('.onnx')).sort())
    models[basename(name, '.onnx')] = await readModel(join(folder, modelsFolder, name));
  return models;
}

/** What a fit leaves behind. */
export interface FittedService {
  /** The graph, or its JSON. */
  readonly graph: GraphJson | { toJSON(): GraphJson };
  /** ONNX bytes by name. */
  readonly models: Readonly<Record<string, Uint8Array>>;
}

const fittedSchema = v.object({ graph: v.looseObject({}), models: v.record(v.string(), v.unknown()) });

/** Checks a service before anything of it is written. @returns the text of its graph. */
function textOf(service: FittedService): string {
  const wrong = 'The service is wrong';
  expectGiven(fittedSchema, service, wrong);
  const subjectOf = (path: string): string => `${wrong} at graph${path && `.${path}`}`;
  const graph: unknown = JSON.parse(writeJson(service.graph, { code: 'graph-invalid', subjectOf }));
  expectGiven(v.object({ graph: graphSchema }), { graph }, wrong, 'graph-invalid');
  for (const [name, bytes] of Object.entries(service.models)) {
    if (name === '' || /[/\\\0]/.test(name)) {
      const message = `Model "${name}" lies in a file of its name, and no file can have this one; name it without / and \\`;
      throw new EdgewiseError('input-invalid', message);
    }
    expectOnnx(bytes, `Model "${name}"`);
  }
  return `${JSON.stringify(graph, null, 2)}\n`;
}

/**
 * Makes a service's folder and removes it again, so that one that cannot be written is known before hours of training, and none is left where
 * they are broken off.
 * @throws what the file system refuses.
 */
export async function expectServiceFolder(folder: string): Promise<void> {
  await removeEmpty(await makeServiceFolder(folder));
}

/** @returns the folders that were not there, the outer before the inner. */
async function makeServiceFolder(folder: string): Promise<string[]> {
  expectPath(folder);
  const models = join(folder, modelsFolder);
  const made = await makeFolder(models);
  for (const written of [folder, models]) await access(written, constants.W_OK);
  return made;
}

/**
 * Writes a service's folder, each file whole or not at all. A `service.json` that is there stays: version and self-checks are the author's.
 * @returns the paths of the models by name.
 * @throws EdgewiseError `graph-invalid`, `model-invalid` or `input-invalid` for what is no service, before anything is written; what the
 * file system refuses.
 */
export async function writeServiceFolder(folder: string, service: FittedService): Promise<Record<string, string>> {
  const graph = textOf(service);
  const { models } = service;
  const made = await makeServiceFolder(folder);
  try {
    for (const swept of [folder, join(folder, modelsFolder)]) await removeLeftovers(swept);
    const paths: Record<string, string> = {};
    for (const [name, bytes] of Object.entries(models)) {
      paths[name] = join(folder, modelsFolder, `${name}.onnx`);
      await writeWhole(paths[name], bytes);
    }
    await writeWhole(join(folder, graphFile), graph);
    await writeFile(join(folder, serviceFile), `${JSON.stringify({ version: '1.0.0' })}\n`, { flag: 'wx' }).catch(
      (error) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
    return paths;
  } finally {
    await removeEmpty(made);
  }
}
