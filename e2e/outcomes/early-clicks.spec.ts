import { inEachBrowser } from '../support/in-each-browser.ts';
import { expect, outcomesPage, reportsTo, test } from '../support/outcomes.ts';

/** What counts, for which a page may wait. */
const deliveryPath = '/edgewise/delivery.js';

const told = `return seen.outcomes.map(({ type, proposition: { scope } }) => type + ' ' + scope);`;

inEachBrowser((browser) => {
  const expectTold = (expected: readonly string[]) =>
    expect.poll(() => browser.session.evaluate(told)).toEqual(expected);
  const expectFilled = () => expect.poll(() => browser.session.evaluate('return seen.filled')).toEqual(['hero']);

  test('counts a click that comes before what counts it, once and at its own time', async ({ site }) => {
    const release = site.hold(deliveryPath);
    await browser.session.open(site.origin);
    await expectFilled();
    await browser.session.evaluate(`for (let time = 0; time < 2; time++) document.querySelector('button').click()`);
    const clickedBefore = await browser.session.evaluate<string>('return new Date().toISOString()');
    await expectTold([]);
    release();
    await expectTold(['interact hero', 'display hero']);
    await browser.session.evaluate(`document.querySelector('button').click()`);
    await expectTold(['interact hero', 'display hero']);
    const event = await browser.session.evaluate<{ timestamp: string }>('return seen.outcomes[0].event');
    expect(event).toMatchObject({
      eventType: 'decisioning.propositionInteract',
      _experience: { edgewise: { scores: { interest: { probability: expect.any(Number) } }, generation: 1 } },
    });
    expect(event.timestamp <= clickedBefore).toBe(true);
  });

  test('counts a click that leaves the page before what counts it has come, on the next page view', async ({
    site,
  }) => {
    site.set('/sale', outcomesPage(`<script>fetch('/shown')</script>`));
    site.set('/shown', { status: 204 });
    const release = site.hold(deliveryPath);
    await browser.session.open(site.origin);
    await expectFilled();
    await browser.session.evaluate(`setTimeout(() => document.querySelector('a').click())`);
    // While a navigation goes on, a script that a driver sends to the page may never answer.
    await expect.poll(() => site.requests.some(({ path }) => path === '/shown')).toBe(true);
    release();
    await expectTold(['interact hero']);

    await browser.session.open(site.origin);
    await expectTold(['display hero']);
    await browser.session.evaluate(`document.querySelector('button').click()`);
    await expectTold(['display hero', 'interact hero']);
    await browser.session.open(`${site.origin}/sale`);
    const types = () => reportsTo(site).flatMap((events) => events.map(({ eventType }) => eventType.split('.')[1]));
    await expect.poll(types).toEqual(['propositionInteract', 'propositionDisplay', 'propositionInteract']);
    const [first] = reportsTo(site).flat();
    expect(first).toMatchObject({ _experience: { edgewise: { scores: { interest: {} }, generation: 1 } } });
  });
});

test('passes over what anybody may have written in place of clicks', async ({ page, site }) => {
  const nonsense = [
    null,
    7,
    'click',
    {},
    { proposition: {} },
    { proposition: { id: '1', scope: 'hero' }, timestamp: 5 },
  ];
  await page.goto(site.origin);
  await page.evaluate(`localStorage.setItem('edgewise.left', ${JSON.stringify(JSON.stringify(nonsense))})`);
  await page.goto(site.origin);
  await expect.poll(() => page.evaluate('seen.outcomes.map(({ type }) => type)')).toEqual(['display']);
  expect(await page.evaluate('seen.errors')).toEqual([]);
});
