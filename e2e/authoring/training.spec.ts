import { fileURLToPath } from 'node:url';
import { frameFromRows } from '../../src/authoring/frames/read-json.ts';
import { drawLeads, leadGraph } from '../../src/authoring/testing/lead-graph.ts';
import { bundlePage } from '../support/bundle-page.ts';
import { expect, test } from '../support/fixtures.ts';

test('a graph is trained in a page as it is in Node', async ({ page, site }) => {
  site.set('/training.js', await bundlePage(fileURLToPath(new URL('training-page.ts', import.meta.url))));
  site.set('/training', '<!doctype html><title>Training</title><script type="module" src="/training.js"></script>');
  await page.goto(`${site.origin}/training`);
  await page.waitForFunction('window.harness');

  const leads = drawLeads(300, 11);
  const fitted = await leadGraph().fit(frameFromRows(leads), { label: 'bought' });
  const { scores } = await fitted.run(frameFromRows(leads));
  await fitted.release();
  const call = `harness.train(${JSON.stringify(leadGraph())}, ${JSON.stringify(leads)}, 'bought')`;
  expect(await page.evaluate(call)).toEqual({
    json: JSON.parse(JSON.stringify(fitted)),
    model: [...(fitted.models.model ?? [])],
    probability: scores.probability,
  });
});
