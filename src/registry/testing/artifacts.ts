import { createHash } from 'node:crypto';

/** An artifact with reproducible content; `size` in bytes. */
export interface TestArtifact {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly bytes: number;
}

/** Makes an artifact that differs by `seed`. */
export function createTestArtifact(seed: number, size = 1000): TestArtifact {
  const content = Uint8Array.from({ length: size }, (_, index) => (index * 31 + seed) % 256);
  return { content, sha256: createHash('sha256').update(content).digest('hex'), bytes: size };
}
