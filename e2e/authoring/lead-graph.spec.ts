import { frameFromRows } from '../../src/authoring/frames/read-json.ts';
import { drawLeads, leadGraph } from '../../src/authoring/testing/lead-graph.ts';
import { startBrowser } from '../support/browser-session.ts';
import { expect, publishInMemory, startSite, test } from '../support/fixtures.ts';

for (const browser of ['chromium', 'firefox', 'webkit'] as const) {
  test(`a graph trained in Node scores on a page of ${browser} as it does in Node`, async () => {
    const fitted = await leadGraph().fit(frameFromRows(drawLeads(600, 7)), { label: 'bought' });
    const source = { version: '1', graph: fitted.toJSON(), models: fitted.models };
    const site = await startSite(await publishInMemory({ services: { lead: source } }));
    const session = await startBrowser(browser);
    try {
      await session.open(site.origin);
      for (const lead of drawLeads(20, 8)) {
        const { scores } = await fitted.run([
          { _id: 'lead', eventType: 'lead', timestamp: '2024-06-01T12:00:00Z', lead },
        ]);
        const found = await session.evaluate(`
          const edgewise = window.edgewise;
          await edgewise.ready;
          edgewise.track({ eventType: 'lead', lead: ${JSON.stringify(lead)} });
          return (await edgewise.predict('lead')).scores;`);
        expect(found).toEqual(scores);
      }
    } finally {
      await Promise.all([session.close(), site.close(), fitted.release()]);
    }
  });
}
