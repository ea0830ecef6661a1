import { readFile } from 'node:fs/promises';
import { expect, test } from './support/fixtures.ts';
import { manifestPath } from './support/shop-page.ts';

const comlink = await readFile(new URL('../node_modules/comlink/dist/esm/comlink.mjs', import.meta.url), 'utf8');

test('the worker by Comlink alone, without the page’s half that is our own', async ({ page, site }) => {
  site.set('/comlink.js', comlink);
  site.set('/', '<!doctype html><title>Shop</title>');
  await page.goto(site.origin);
  const said = await page.evaluate(
    async ([manifestUrl]) => {
      const { transfer, wrap } = await import(`${location.origin}/comlink.js`);
      const worker = wrap(new Worker('/edgewise/worker.js', { type: 'module' }));
      const { port1, port2 } = new MessageChannel();
      const reason = ({ name, message, code }: Error & { code?: string }) => ({ name, message, code });
      const early = await worker.predict('interest').catch(reason);
      const options = {
        manifestUrl: new URL(manifestUrl, location.href).href,
        storageBudgetBytes: 2 ** 20,
        eventLimit: 10,
        eventMaxAgeMs: 60_000,
        operatorModules: [],
        // Else the worker would wait for what the page fetches for it.
        firstVisit: false,
        newVisitor: true,
      };
      const ready = await worker.start(options, transfer(port2, [port2]));
      port1.close();
      return { early, ready, prediction: await worker.predict('interest') };
    },
    [manifestPath] as const,
  );
  expect(said).toMatchObject({
    early: { name: 'EdgewiseError', code: 'engine-failed', message: 'Start the worker first' },
    ready: { status: 'complete', source: 'network' },
    prediction: { executionProvider: 'js', serviceVersion: '1' },
  });
});
