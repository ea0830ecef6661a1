import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listOperators } from '../../engine/js/operators.ts';
import { costInJs } from '../../engine/js-cost.ts';
import { chooseProviders } from '../../engine/provider-choice.ts';
import type { ExecutionProvider } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import type { Model, Runtime, Service } from '../../registry/manifest.ts';
import { expectOnnx } from '../onnx/expect-onnx.ts';
import { outlineOf } from '../onnx/model-outline.ts';
import { withSubject } from '../with-subject.ts';
import { checkService, type ServiceCheck, type ServiceSource } from './check-service.ts';
import { sha256 } from './publication-folder.ts';

/** A service as the manifest has it, once it has been seen to work. */
export async function describeService(
  id: string,
  source: ServiceSource,
): Promise<{ service: Service; check: ServiceCheck }> {
  const models: Record<string, Model> = {};
  for (const [name, bytes] of Object.entries(source.models)) {
    const subject = `Service "${id}", model "${name}"`;
    expectOnnx(bytes, subject);
    models[name] = await withSubject(
      () => subject,
      () => describeModel(bytes),
    );
  }
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
async function describeModel(bytes: Uint8Array): Promise<Model> {
  const { model, external } = outlineOf(bytes);
  if (external.names.length > 0) {
    const message = `Weights of it lie in ${external.files.join(', ')}: save the model as one file.`;
    throw new EdgewiseError('model-unsupported', message);
  }
  const operators = listOperators(model).map(({ domain, opType }) => (domain === '' ? opType : `${domain}.${opType}`));
  const executionProviders = [...(await chooseProviders(undefined, async () => costInJs(bytes)))];
  return { sha256: sha256(bytes), bytes: bytes.byteLength, operators: [...new Set(operators)], executionProviders };
}

/** Whether a model of the service runs in ONNX Runtime at first choice. */
export function needsWasm(service: Service | undefined): boolean {
  return Object.values(service?.models ?? {}).some(({ executionProviders }) => executionProviders[0] === 'wasm');
}

/** ONNX Runtime's binary as the installed onnxruntime-web has it. */
export async function readWasmRuntime(): Promise<{ runtime: Runtime; bytes: Uint8Array }> {
  try {
    const { resolve } = createRequire(import.meta.url);
    const path = resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
    const bytes = await readFile(path);
    const { version } = JSON.parse(await readFile(join(dirname(path), '..', 'package.json'), 'utf8'));
    return { runtime: { version, sha256: sha256(bytes), bytes: bytes.byteLength }, bytes };
  } catch (cause) {
    const message = "A model needs ONNX Runtime's binary; run npm install onnxruntime-web to publish it.";
    throw new EdgewiseError('artifact-unavailable', message, { cause });
  }
}
