import { afterEach, expect, it, vi } from 'vitest';
import { createEdgewise } from './index.ts';

const options = { manifestUrl: '/edgewise/manifest.json' };

afterEach(() => vi.unstubAllGlobals());

it('is switched off on a server', async () => {
  const edgewise = createEdgewise(options);
  const onError = vi.fn();
  edgewise.on('error', onError);
  edgewise.track({ eventType: 'commerce.productViews' });
  edgewise.setConsent('in');
  expect(await edgewise.ready).toEqual({ status: 'failed' });
  const expected = { code: 'disposed', message: 'Edgewise is switched off on a server; ask it in the browser' };
  await expect(edgewise.decide({ scopes: ['hero'] })).rejects.toMatchObject(expected);
  await expect(edgewise.predict('interest')).rejects.toMatchObject(expected);
  await edgewise.dispose();
  expect(onError).not.toHaveBeenCalled();
});

it('throws nothing into a page whose browser lacks what it needs, and tells of one error', async () => {
  class Document {}
  vi.stubGlobal('Document', Document);
  vi.stubGlobal('document', new Document());
  const edgewise = createEdgewise(options);
  const onError = vi.fn();
  edgewise.on('error', onError);
  expect(await edgewise.ready).toEqual({ status: 'failed' });
  await expect(edgewise.decide({ scopes: ['hero'] })).rejects.toMatchObject({ code: 'engine-failed' });
  expect(onError).toHaveBeenCalledOnce();
  expect(onError.mock.lastCall?.[0].message).toMatch(/^Edgewise could not be started; update this browser: /);
});
