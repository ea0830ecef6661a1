import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { doublingByInt4 } from '../../engine/testing/write-model.ts';
import { publish } from './publish.ts';
import { rollback } from './rollback.ts';

// The package need not have been built.
vi.mock('./library.ts', () => ({ copyLibrary: async () => {} }));

const graph = {
  nodes: [
    { id: 'visit', op: 'xdm-to-frame', inputs: ['events'], params: { columns: [{ name: 'value', path: 'value' }] } },
    { id: 'row', op: 'array', inputs: ['visit'], params: { type: 'float32' } },
    { id: 'model', op: 'onnx', inputs: ['row'], params: { model: 'model' } },
  ],
  outputs: { doubled: 'model.y[:,0]' },
};
const services = { doubling: { version: '1', graph, models: { model: doublingByInt4() } } };

let outDir: string;
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'edgewise-runtime-'));
  await publish({ services, outDir });
});
afterEach(() => rm(outDir, { recursive: true }));

/** Makes a generation of the folder one of an earlier release of the package. */
async function age(file: string): Promise<void> {
  const path = join(outDir, file);
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.runtimes.wasm.version = '1.0.0';
  await writeFile(path, JSON.stringify(manifest));
}

describe("ONNX Runtime's binary, whose JavaScript is among the files that pages load,", () => {
  it('goes along with these, whatever else is published', async () => {
    await age('manifest.json');
    expect((await publish({ activities: [], outDir })).runtimes?.wasm?.version).toBe('1.0.0');
    const { runtimes } = await publish({ activities: [], outDir, includeLibrary: true });
    expect(runtimes?.wasm?.version).not.toBe('1.0.0');
  });

  it('stays as it is where an earlier generation comes back', async () => {
    await age('history/1.json');
    const { runtimes } = await publish({ activities: [], holdout: 0.1, outDir });
    expect((await rollback(outDir)).manifest).toMatchObject({ restores: 1, runtimes });
    // Of two generations with other binaries neither serves something else.
    await expect(rollback(outDir)).rejects.toThrow('keeps nothing from before generation 1');
  });
});
