import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import { selfCheckSchema } from '../../registry/manifest.ts';
import type { GraphJson } from '../graph/definition.ts';
import { readJson } from '../read-json.ts';
import type { ServiceSource } from './check-service.ts';

/*
 * A service as a folder, named by its id:
 *   service.json   { "version": "1.0.0", "selfCheck"?: [{ "input": { "events", "profile"?, "now" }, "scores" }] }
 *   graph.json     { "nodes", "outputs" }, fitted
 *   models/*.onnx  by the names under which the graph refers to them
 */
const serviceFile = 'service.json';
/** The graph of a service, in its folder. */
export const graphFile = 'graph.json';
const modelsFolder = 'models';

const serviceSchema = v.object({
  version: v.pipe(v.string(), v.minLength(1)),
  selfCheck: v.exactOptional(v.union([selfCheckSchema, v.array(selfCheckSchema)])),
});

/**
 * Reads a service's folder.
 * @throws EdgewiseError `input-invalid` naming the file at fault; what the file system refuses.
 */
export async function readServiceFolder(folder: string): Promise<{ id: string; source: ServiceSource }> {
  const path = join(folder, serviceFile);
  const parsed = v.safeParse(serviceSchema, await readJson(path));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const message = `${path} is not a service's at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}; write { "version": "1.0.0" }`;
    throw new EdgewiseError('input-invalid', message);
  }
  const graph = await readGraph(join(folder, graphFile));
  const source = { ...parsed.output, graph: { ...graph }, models: await readModels(folder) };
  return { id: basename(resolve(folder)), source };
}

const graphSchema = v.looseObject({
  nodes: v.array(v.looseObject({ id: v.string(), op: v.string() })),
  outputs: v.record(v.string(), v.string()),
});

/**
 * Reads a graph, fitted or not. What its nodes say is left to whoever compiles it.
 * @throws EdgewiseError `graph-invalid` when the file holds no graph, `input-invalid` when it is not JSON; what the file system refuses.
 */
export async function readGraph(path: string): Promise<GraphJson> {
  const parsed = v.safeParse(graphSchema, await readJson(path));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const message = `${path} is no graph at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}; write { "nodes": [{ "id", "op", "inputs", "params" }], "outputs": {} }`;
  throw new EdgewiseError('graph-invalid', message);
}

/** Reads the models of a service's folder by name; a graph of rules alone has none. */
export async function readModels(folder: string): Promise<Record<string, Uint8Array>> {
  const names = await readdir(join(folder, modelsFolder)).catch(() => []);
  const models: Record<string, Uint8Array> = {};
  for (const name of names.filter((file) => file.endsWith('.onnx')).sort())
    models[basename(name, '.onnx')] = await readFile(join(folder, modelsFolder, name));
  return models;
}

/** What a fit leaves behind. */
export interface FittedService {
  readonly graph: unknown;
  readonly models: Readonly<Record<string, Uint8Array>>;
}

/**
 * Writes a service's folder. A `service.json` that is there stays: version and self-checks are the author's.
 * @returns the paths of the models by name.
 */
export async function writeServiceFolder(
  folder: string,
  { graph, models }: FittedService,
): Promise<Record<string, string>> {
  await mkdir(join(folder, modelsFolder), { recursive: true });
  const paths: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(models)) {
    paths[name] = join(folder, modelsFolder, `${name}.onnx`);
    await writeFile(paths[name], bytes);
  }
  await writeFile(join(folder, graphFile), `${JSON.stringify(graph, null, 2)}\n`);
  await writeFile(join(folder, serviceFile), `${JSON.stringify({ version: '1.0.0' })}\n`, { flag: 'wx' }).catch(
    (error) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return paths;
}
