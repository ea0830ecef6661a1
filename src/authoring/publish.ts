import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { JWK } from 'jose';
import type { Activity, Segment } from '../decisioning/activity.ts';
import { decodeModel } from '../engine/js/decode.ts';
import { listOperators } from '../engine/js/operators.ts';
import { costInJs } from '../engine/js-cost.ts';
import { chooseProviders } from '../engine/provider-choice.ts';
import type { ExecutionProvider } from '../engine/session.ts';
import { EdgewiseError } from '../errors.ts';
import { type Manifest, type Model, parseManifest, type Runtime, type Service } from '../registry/manifest.ts';
import { checkService, type ServiceCheck, type ServiceSource } from './check-service.ts';
import { readPublication, sha256, writePublication } from './publication-folder.ts';

export type { ServiceSource } from './check-service.ts';

/** Options of {@link publish}. */
export interface PublishOptions {
  readonly services: Readonly<Record<string, ServiceSource>>;
  /** Services as the manifest in `outDir` has them, whose artifacts lie there already. @default {} */
  readonly keptServices?: Manifest['services'];
  /** @default [] */
  readonly segments?: readonly Segment[];
  /** @default [] */
  readonly activities?: readonly Activity[];
  /** What rules the decisions of the whole site. @default {} */
  readonly rules?: Partial<Pick<Manifest, 'holdout' | 'seed' | 'status'>>;
  /** The folder that is served: gets `manifest.json`, `artifacts/` and `history/`. Made when missing. */
  readonly outDir: string;
  /** Must be higher than what visitors have seen. @default one above that of the manifest in `outDir`, or 1 */
  readonly generation?: number;
  /** Folders (URLs) that hold the same files, tried in order when the origin fails. @default [] */
  readonly mirrors?: readonly string[];
  /** Signs the manifest: a whole Ed25519 JWK. @default the manifest is plain */
  readonly privateKey?: JWK | undefined;
  /** ISO 8601. @default now */
  readonly publishedAt?: string;
  /** Publishes ONNX Runtime's binary even if no model needs it. @default false */
  readonly includeRuntime?: boolean;
  /** Told what the check of each service found. */
  readonly onChecked?: (id: string, check: ServiceCheck) => void;
}

/**
 * Writes services, segments and activities as a site's manifest with its artifacts. Artifacts are written first and the
 * manifest last, each whole or not at all, so that a visitor never sees a manifest whose files are missing.
 * @returns the manifest, without its signature.
 * @throws EdgewiseError `manifest-invalid`, `manifest-stale` (the folder holds this generation or a later one),
 * `model-invalid`, `model-unsupported`, `graph-invalid`, `engine-failed` (a self-check does not give its scores).
 */
export async function publish(options: PublishOptions): Promise<Manifest> {
  const { outDir, privateKey, mirrors = [], segments = [], activities = [], rules = {} } = options;
  const previous = (await readPublication(outDir))?.manifest;
  const files = new Map<string, Uint8Array>();
  const services: Manifest['services'] = { ...options.keptServices };
  for (const [id, source] of Object.entries(options.services)) {
    const { service, check } = await describeService(id, source);
    for (const bytes of Object.values(source.models)) files.set(sha256(bytes), bytes);
    services[id] = service;
    options.onChecked?.(id, check);
  }

  let runtimes = Object.values(services).some(needsWasm) ? previous?.runtimes : undefined;
  if (options.includeRuntime || Object.keys(options.services).some((id) => needsWasm(services[id]))) {
    const { runtime, bytes } = await readWasmRuntime();
    files.set(runtime.sha256, bytes);
    runtimes = { wasm: runtime };
  }

  const manifest = parseManifest({
    ...rules,
    manifestVersion: 1,
    generation: options.generation ?? (previous?.generation ?? 0) + 1,
    publishedAt: options.publishedAt ?? new Date().toISOString(),
    mirrors,
    services,
    ...(runtimes && { runtimes }),
    segments,
    activities,
  });
  await writePublication(outDir, { manifest, files, privateKey });
  return manifest;
}

/** A service as the manifest has it, once it has been seen to work. */
async function describeService(id: string, source: ServiceSource): Promise<{ service: Service; check: ServiceCheck }> {
  const models: Record<string, Model> = {};
  for (const [name, bytes] of Object.entries(source.models)) models[name] = await describeModel(bytes);
  const named = Object.values(models).flatMap(({ executionProviders }) => executionProviders);
  const providers: readonly ExecutionProvider[] = named.length > 0 ? [...new Set(named)] : ['js'];
  const check = await checkService(id, source, providers);
  const refused = (provider: ExecutionProvider): boolean => check.skipped[provider]?.code === 'model-unsupported';
  for (const model of Object.values(models))
    model.executionProviders = model.executionProviders.filter((provider) => !refused(provider));
  const { version, graph } = source;
  return { service: { version, graph: { ...graph }, models, selfCheck: [...check.selfCheck] }, check };
}

/** What the manifest says of a model, so that the page knows without opening it. */
export async function describeModel(bytes: Uint8Array): Promise<Model> {
  const operators = listOperators(decodeModel(bytes)).map(({ domain, opType }) =>
    domain === '' ? opType : `${domain}.${opType}`,
  );
  const executionProviders = [...(await chooseProviders(undefined, async () => costInJs(bytes)))];
  return { sha256: sha256(bytes), bytes: bytes.byteLength, operators: [...new Set(operators)], executionProviders };
}

function needsWasm(service: Service | undefined): boolean {
  return Object.values(service?.models ?? {}).some(({ executionProviders }) => executionProviders[0] === 'wasm');
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
