import { expect, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { dedicated, shopPage } from '../support/shop-page.ts';

/** Makes both databases before Edgewise does, as a script does that opens them by name to look into them. */
const makeDatabases = `await Promise.all(['edgewise', 'edgewise-visitor'].map((name) => new Promise((made) => {
  const request = indexedDB.open(name);
  request.onsuccess = () => made(request.result.close());
})));`;

/** What the page view before left: both databases are read before the decision. */
const leaveHints = `localStorage.setItem('edgewise.visitor', '1');
  localStorage.setItem('edgewise.hints ' + location.origin + '/edgewise/manifest.json', JSON.stringify({
  stored: { edgewise: ['artifacts'], 'edgewise-visitor': ['visitor'] }, operators: [],
  }));`;

inEachBrowser((browser) => {
  test('databases without their object stores begin anew, and the next page view finds what was kept', async ({
    site,
  }) => {
    site.set('/', shopPage({ attributes: dedicated }));
    await browser.session.open(`${site.origin}/listen.js`);
    await browser.session.evaluate(makeDatabases + leaveHints);
    await browser.session.open(site.origin);
    const errors = () => browser.session.evaluate<{ message: string }[]>('return seen.errors');
    const events = () =>
      browser.session.evaluate<string[]>(`
        await edgewise.ready;
        await edgewise.decide({ scopes: ['hero'] });
        return seen.decisions.at(-1).events.map(({ eventType }) => eventType);`);
    expect(await events()).toEqual(['web.webpagedetails.pageViews']);
    await expect
      .poll(errors)
      .toMatchObject([{ code: 'storage-unavailable', message: expect.stringMatching(/^Storage was damaged/) }]);
    await browser.session.open(site.origin);
    expect(await events()).toEqual(['web.webpagedetails.pageViews', 'web.webpagedetails.pageViews']);
    expect(await errors()).toEqual([]);
  });
});
