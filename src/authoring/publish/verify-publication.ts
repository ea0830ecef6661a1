import { join } from 'node:path';
import * as v from 'valibot';
import type { ExecutionProvider } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import type { CustomOperator } from '../../pipeline/operators/custom.ts';
import { type Manifest, neededArtifacts, type Service } from '../../registry/manifest.ts';
import { expectGiven } from '../expect-given.ts';
import { expectPath } from '../expect-path.ts';
import { readText } from '../read-file.ts';
import { checkService } from './check-service.ts';
import { readArtifact, sha256 } from './publication-folder.ts';
import { readManifest } from './read-manifest.ts';

/** Options of {@link verifyPublication}. */
export interface VerifyOptions {
  /** Ed25519, JWK `x`. @default the signature is not looked at */
  readonly publicKey?: string | undefined;
  /** What the `custom` nodes of the services call, by name. @default none */
  readonly customOperators?: Readonly<Record<string, CustomOperator>> | undefined;
}

const optionsSchema = v.strictObject({
  publicKey: v.optional(v.string()),
  customOperators: v.optional(v.record(v.string(), v.function())),
} satisfies Record<keyof VerifyOptions, v.GenericSchema>);

/**
 * Does what a page would do with a folder before it trusts it, and more: verifies the signature, the schema, the size and hash of every
 * artifact, and runs the self-checks of every service on every provider that the manifest names.
 * @throws EdgewiseError `manifest-untrusted`, `manifest-invalid`, `artifact-unavailable`, `artifact-corrupt`, `input-invalid` (an option is wrong), and what a service's check
 * throws; what the file system refuses.
 */
export async function verifyPublication(folder: string, options: VerifyOptions = {}): Promise<Manifest> {
  expectPath(folder);
  expectGiven(optionsSchema, options, 'The options of verifyPublication are wrong');
  const { publicKey, customOperators } = options;
  const path = join(folder, 'manifest.json');
  const manifest = await readManifest(path, await readText(path), { publicKey });
  const artifacts = await verifyArtifacts(folder, manifest);
  for (const [id, service] of Object.entries(manifest.services)) {
    const models = modelsOf(service, artifacts);
    await checkService(id, { ...service, models, customOperators }, providersOf(service));
  }
  return manifest;
}

/**
 * Reads the artifacts that a manifest needs.
 * @throws EdgewiseError `artifact-unavailable`, `artifact-corrupt`.
 */
export async function verifyArtifacts(folder: string, manifest: Manifest): Promise<ReadonlyMap<string, Uint8Array>> {
  const artifacts = new Map<string, Uint8Array>();
  for (const { sha256: hash, bytes } of neededArtifacts(manifest)) {
    const found = await readArtifact(folder, hash);
    const path = join(folder, 'artifacts', hash);
    if (!found) throw new EdgewiseError('artifact-unavailable', `${path} is missing; publish again`);
    if (found.byteLength !== bytes || sha256(found) !== hash)
      throw new EdgewiseError('artifact-corrupt', `${path} is not what was published; delete it and publish again`);
    artifacts.set(hash, found);
  }
  return artifacts;
}

function modelsOf({ models }: Service, artifacts: ReadonlyMap<string, Uint8Array>): Record<string, Uint8Array> {
  const found: Record<string, Uint8Array> = {};
  for (const [name, { sha256: hash }] of Object.entries(models)) {
    const bytes = artifacts.get(hash);
    if (bytes) found[name] = bytes;
  }
  return found;
}

/** Those that the manifest names; a graph of rules alone is checked once. */
function providersOf({ models }: Service): readonly ExecutionProvider[] {
  const named = Object.values(models).flatMap(({ executionProviders }) => executionProviders);
  // Node has none.
  const here = named.filter((provider) => provider !== 'webgpu');
  return here.length > 0 ? [...new Set(here)] : ['js'];
}
