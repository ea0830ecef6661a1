import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { JWK } from 'jose';
import type { Activity, Segment } from '../decisioning/activity.ts';
import { createSession } from '../engine/create-session.ts';
import { decodeModel } from '../engine/js/decode.ts';
import { listOperators } from '../engine/js/operators.ts';
import { costInJs } from '../engine/js-cost.ts';
import { chooseProviders } from '../engine/provider-choice.ts';
import type { Session } from '../engine/session.ts';
import { EdgewiseError } from '../errors.ts';
import { compileGraph } from '../pipeline/graph.ts';
import { type Manifest, type Model, parseManifest, type Runtime, type SelfCheck } from '../registry/manifest.ts';
import { signManifest } from '../registry/sign.ts';

/** A service as its author has it: the graph, and its models as ONNX bytes by name. */
export interface ServiceSource {
  readonly version: string;
  readonly graph: Readonly<Record<string, unknown>>;
  readonly models: Readonly<Record<string, Uint8Array>>;
  /** Visits with the scores that every device must find for them. */
  readonly selfCheck?: SelfCheck | SelfCheck[];
}

/** Options of {@link publish}. */
export interface PublishOptions {
  readonly services: Readonly<Record<string, ServiceSource>>;
  /** @default [] */
  readonly segments?: readonly Segment[];
  /** @default [] */
  readonly activities?: readonly Activity[];
  /** The folder that is served: gets `manifest.json` and `artifacts/`. Made when missing. */
  readonly outDir: string;
  /** Must be higher than what visitors have seen. @default one above that of the manifest in `outDir`, or 1 */
  readonly generation?: number;
  /** Folders (URLs) that hold the same files, tried in order when the origin fails. @default [] */
  readonly mirrors?: readonly string[];
  /** Signs the manifest: a whole Ed25519 JWK. @default the manifest is plain */
  readonly privateKey?: JWK;
  /** ISO 8601. @default now */
  readonly publishedAt?: string;
  /** Publishes ONNX Runtime's binary even if no model needs it. @default false */
  readonly includeRuntime?: boolean;
}

/** Difference from a self-check's score up to which a service counts as right, relative for scores above 1. */
const selfCheckTolerance = 1e-5;

/**
 * Writes services, segments and activities as a site's manifest with its artifacts. Artifacts are written first and the
 * manifest last, each whole or not at all, so that a visitor never sees a manifest whose files are missing.
 * @returns the manifest, without its signature.
 * @throws EdgewiseError `manifest-invalid`, `manifest-stale` (the folder holds this generation or a later one),
 * `model-invalid`, `model-unsupported`, `graph-invalid`, `engine-failed` (a self-check does not give its scores).
 */
export async function publish(options: PublishOptions): Promise<Manifest> {
  const { outDir, privateKey, mirrors = [], segments = [], activities = [] } = options;
  const previous = await readGeneration(join(outDir, 'manifest.json'));
  const generation = options.generation ?? previous + 1;
  if (generation <= previous) {
    const message = `Generation ${generation} is not above ${previous}, which ${outDir} holds; publish a higher one.`;
    throw new EdgewiseError('manifest-stale', message);
  }

  const files = new Map<string, Uint8Array>();
  const services: Manifest['services'] = {};
  for (const [id, source] of Object.entries(options.services)) {
    const models: Record<string, Model> = {};
    for (const [name, bytes] of Object.entries(source.models)) models[name] = await describeModel(bytes);
    for (const bytes of Object.values(source.models)) files.set(sha256(bytes), bytes);
    await checkService(id, source);
    const { version, graph, selfCheck } = source;
    services[id] = { version, graph: { ...graph }, models, ...(selfCheck && { selfCheck }) };
  }

  const needsWasm = Object.values(services).some(({ models }) =>
    Object.values(models).some(({ executionProviders }) => executionProviders[0] === 'wasm'),
  );
  let runtimes: { wasm: Runtime } | undefined;
  if (needsWasm || options.includeRuntime) {
    const { runtime, bytes } = await readWasmRuntime();
    files.set(runtime.sha256, bytes);
    runtimes = { wasm: runtime };
  }

  const manifest = parseManifest({
    manifestVersion: 1,
    generation,
    publishedAt: options.publishedAt ?? new Date().toISOString(),
    mirrors,
    services,
    ...(runtimes && { runtimes }),
    segments,
    activities,
  });
  await mkdir(join(outDir, 'artifacts'), { recursive: true });
  for (const [hash, bytes] of files) await writeArtifact(join(outDir, 'artifacts', hash), bytes);
  const document = privateKey ? await signManifest(manifest, privateKey) : manifest;
  await writeWhole(join(outDir, 'manifest.json'), JSON.stringify(document));
  return manifest;
}

/** What the manifest says of a model, so that the page knows without opening it. */
export async function describeModel(bytes: Uint8Array): Promise<Model> {
  const operators = listOperators(decodeModel(bytes)).map(({ domain, opType }) =>
    domain === '' ? opType : `${domain}.${opType}`,
  );
  const executionProviders = [...(await chooseProviders(undefined, async () => costInJs(bytes)))];
  return { sha256: sha256(bytes), bytes: bytes.byteLength, operators: [...new Set(operators)], executionProviders };
}

/** Compiles the graph over its models, and runs the self-checks: what does not work here would work nowhere. */
async function checkService(id: string, { version, graph, models, selfCheck }: ServiceSource): Promise<void> {
  const sessions: Record<string, Session> = {};
  try {
    for (const [name, bytes] of Object.entries(models)) sessions[name] = await createSession(bytes);
    const compiled = compileGraph(graph, { sessions, serviceId: id, serviceVersion: version });
    for (const { input, scores } of [selfCheck ?? []].flat()) {
      const { events, profile = {}, now } = input;
      const found = await compiled.run({ events, profile, now });
      for (const [name, expected] of Object.entries(scores)) {
        if (isSameScore(found.scores[name], expected)) continue;
        const message = `The self-check of service "${id}" expects ${name} ${expected}, but the graph gives ${found.scores[name]}; correct one of them.`;
        throw new EdgewiseError('engine-failed', message);
      }
    }
  } finally {
    for (const session of Object.values(sessions)) await session.release();
  }
}

function isSameScore(found: unknown, expected: unknown): boolean {
  if (Array.isArray(found) && Array.isArray(expected)) {
    return found.length === expected.length && found.every((value, index) => isSameScore(value, expected[index]));
  }
  if (typeof found !== 'number' || typeof expected !== 'number') return found === expected;
  return Math.abs(found - expected) <= selfCheckTolerance * Math.max(1, Math.abs(expected));
}

/** ONNX Runtime's binary as the installed onnxruntime-web has it. */
async function readWasmRuntime(): Promise<{ runtime: Runtime; bytes: Uint8Array }> {
  try {
    const { resolve } = createRequire(import.meta.url);
    const path = resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
    const bytes = await readFile(path);
    const { version } = JSON.parse(await readFile(join(dirname(path), '..', 'package.json'), 'utf8'));
    return { runtime: { version, sha256: sha256(bytes), bytes: bytes.byteLength }, bytes };
  } catch (cause) {
    const message = "A model needs ONNX Runtime's binary; install onnxruntime-web to publish it.";
    throw new EdgewiseError('artifact-unavailable', message, { cause });
  }
}

/** The generation of a manifest, plain or signed; 0 when there is none that can be read. */
async function readGeneration(path: string): Promise<number> {
  try {
    const document = JSON.parse(await readFile(path, 'utf8'));
    const manifest =
      typeof document.payload === 'string'
        ? JSON.parse(Buffer.from(document.payload, 'base64url').toString('utf8'))
        : document;
    return Number.isInteger(manifest.generation) ? manifest.generation : 0;
  } catch {
    return 0;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** An artifact's name is its content, so one that is there already is left alone. */
async function writeArtifact(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await access(path);
  } catch {
    await writeWhole(path, bytes);
  }
}

/** Nobody ever reads half a file: it is written aside and moved into place. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(aside, content);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
