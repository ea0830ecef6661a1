import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import type { Manifest } from '../../registry/manifest.ts';
import { signManifest } from '../../registry/sign.ts';
import { isFlattenedJws } from '../../registry/trust.ts';
import { expectPath } from '../expect-path.ts';
import { makeFolder } from '../make-folder.ts';
import { readBytes } from '../read-file.ts';
import type { KeptManifest } from './kept-manifest.ts';
import { readManifest } from './read-manifest.ts';
import { removeLeftovers, writeWhole } from './write-whole.ts';

/** What a folder serves, or served. */
export interface Publication {
  readonly manifest: KeptManifest;
  /** As it is served. */
  readonly document: string;
  readonly isSigned: boolean;
}

/** What is to be served. */
export interface NewPublication {
  readonly manifest: Manifest;
  /** Artifacts by their hash; those that lie there already may be left out. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const manifestFile = 'manifest.json';
const historyFolder = 'history';

/**
 * What the folder serves; `undefined` when it holds no manifest. The signature is read over, not verified.
 * @param generation one of those served before, as they are kept. @default the one in force
 * @throws EdgewiseError `manifest-invalid`.
 */
export async function readPublication(folder: string, generation?: number): Promise<Publication | undefined> {
  expectPath(folder);
  const path =
    generation === undefined ? join(folder, manifestFile) : join(folder, historyFolder, `${generation}.json`);
  const document = (await readIfThere(path))?.toString('utf8');
  if (document === undefined) return undefined;
  const remedy = generation === undefined ? undefined : 'delete it, or name another generation';
  const manifest = await readManifest(path, document, { remedy });
  return { manifest, document, isSigned: isFlattenedJws(JSON.parse(document)) };
}

/** The generations that are kept, lowest first. */
export async function listGenerations(folder: string): Promise<number[]> {
  expectPath(folder);
  const names = await readdir(join(folder, historyFolder)).catch(() => []);
  return names
    .map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1]))
    .filter(Number.isInteger)
    .sort((a, b) => a - b);
}

/**
 * Writes a publication: artifacts first, then the copy that `rollback` reads, the manifest in force last, each whole or not at all.
 * Whatever ends this in between leaves the manifest that stood before, with all its files.
 * @param privateKey a whole Ed25519 JWK; without it the manifest is plain.
 * @throws what the file system refuses.
 */
export async function writePublication(
  folder: string,
  { manifest, files }: NewPublication,
  privateKey: JWK | undefined,
): Promise<void> {
  const document = JSON.stringify(privateKey ? await signManifest(manifest, privateKey) : manifest);
  const artifacts = join(folder, 'artifacts');
  const history = join(folder, historyFolder);
  for (const made of [artifacts, history]) await makeFolder(made);
  for (const swept of [folder, artifacts, history]) await removeLeftovers(swept);
  for (const [hash, bytes] of files) await writeArtifact(join(artifacts, hash), bytes);
  await writeWhole(join(history, `${manifest.generation}.json`), document);
  await writeWhole(join(folder, manifestFile), document);
}

/** The name of an artifact: its SHA-256 in lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of an artifact; `undefined` when the folder does not hold it. */
export function readArtifact(folder: string, hash: string): Promise<Uint8Array | undefined> {
  return readIfThere(join(folder, 'artifacts', hash));
}

/** An artifact's name is its content, so one that is there already is left alone. */
async function writeArtifact(path: string, bytes: Uint8Array): Promise<void> {
  const found = await readIfThere(path);
  if (!found || sha256(found) !== sha256(bytes)) await writeWhole(path, bytes);
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readBytes(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
