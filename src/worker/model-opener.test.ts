import { expect, it, vi } from 'vitest';
import { createModelOpener } from './model-opener.ts';

it('asks again for the engine where its script could not be had', async () => {
  vi.doMock('../engine/engine.ts', () => {
    throw new TypeError('no network');
  });
  const models = createModelOpener({});
  const open = () => models.open(new Uint8Array(), ['js', 'wasm']);
  await expect(open()).rejects.not.toMatchObject({ code: 'model-invalid' });
  vi.doUnmock('../engine/engine.ts');
  await expect(open()).rejects.toMatchObject({ code: 'model-invalid' });
});
