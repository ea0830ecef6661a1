import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EdgewiseError } from '../errors.ts';
import { type Manifest, neededArtifacts, parseManifest, type Service } from '../registry/manifest.ts';
import { verifyManifest } from '../registry/trust.ts';
import { checkService } from './check-service.ts';
import { readArtifact, sha256 } from './publication-folder.ts';

/**
 * Does what a page would do with a folder before it trusts it, and more: verifies the signature, the schema, the size and hash of every
 * artifact, and runs the self-checks of every service on every provider that the manifest names.
 * @param publicKey Ed25519, JWK `x`; without it the signature is not looked at.
 * @throws EdgewiseError `manifest-untrusted`, `manifest-invalid`, `artifact-unavailable`, `artifact-corrupt`, and what a service's check
 * throws; what the file system refuses.
 */
export async function verifyPublication(folder: string, publicKey?: string): Promise<Manifest> {
  const document = await readFile(join(folder, 'manifest.json'), 'utf8');
  const manifest = parseManifest(await verifyManifest(document, publicKey === undefined ? {} : { publicKey }));
  const artifacts = await verifyArtifacts(folder, manifest);
  for (const [id, service] of Object.entries(manifest.services)) await verifyService(id, service, artifacts);
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

async function verifyService(id: string, service: Service, artifacts: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const models: Record<string, Uint8Array> = {};
  for (const [name, { sha256: hash }] of Object.entries(service.models)) {
    const bytes = artifacts.get(hash);
    if (bytes) models[name] = bytes;
  }
  const named = Object.values(service.models).flatMap(({ executionProviders }) => executionProviders);
  const providers = named.filter((provider) => provider !== 'webgpu');
  const { version, graph, selfCheck } = service;
  await checkService(
    id,
    { version, graph, models, selfCheck },
    providers.length > 0 ? [...new Set(providers)] : ['js'],
  );
}
