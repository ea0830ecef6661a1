import { type Item, jsonContentItem } from '../../src/decisioning/activity.ts';
import { publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { makeActivitiesByHand } from '../support/hand-made.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { heroFor } from '../support/previews.ts';
import { shopPage, visit } from '../support/shop-page.ts';

const content = { text: 'Größe – “40” 👟', price: 49.5, none: null, list: [1, [true, {}]], html: '<b>&amp;</b>' };
const json = (given: unknown): Item => ({ schema: jsonContentItem, data: { content: given, name: 'Ada' } });
const slots = ['ticker', 'ticker', 'other'].map((scope) => `<edgewise-slot scope="${scope}">Default</edgewise-slot>`);

/** Gathers what the page's own code is told, and what the document hears from its slots. */
const listen = `<script>
  window.told = { json: [], events: [] };
  edgewise.q.push(['on', 'json', ({ scope, content, proposition }) => told.json.push({ scope, content, id: proposition.id })]);
  document.addEventListener('edgewise-json', ({ target, detail }) =>
    told.events.push({ scope: target.scope, content: detail.content, same: target.matches('edgewise-slot') }));
  edgewise.q.push(['decide', { scopes: ['none'] }]);
</script>`;

inEachBrowser((browser) => {
  test('hands content over as it was published, to listeners and by the slots of its scope', async ({ site }) => {
    site.publish(
      await publishItems({
        ticker: [json(content), json('Hello {{ name }}')],
        none: [json([])],
      }),
    );
    site.set('/', shopPage({ body: `${listen}${slots.join('')}` }));
    await browser.session.open(site.origin);
    // As text: what drives Firefox hands objects over to a depth of its own.
    const told = async (): Promise<unknown> =>
      JSON.parse(
        await browser.session.evaluate(`return JSON.stringify({
        json: told.json.sort((one, other) => one.scope < other.scope ? -1 : 1),
        events: told.events,
        shown: [...document.querySelectorAll('edgewise-slot')].map((slot) => slot.innerText.trim()),
        displayed: seen.outcomes.map(({ proposition }) => proposition.scope),
        errors: seen.errors,
      })`),
      );
    const handed = [content, 'Hello {{ name }}'];
    await expect.poll(told).toEqual({
      json: [
        { scope: 'none', content: [], id: '1/none/for-none/shown' },
        ...handed.map((each) => ({ scope: 'ticker', content: each, id: '1/ticker/for-ticker/shown' })),
      ],
      // Each of the two slots.
      events: handed.flatMap((each) => Array(2).fill({ scope: 'ticker', content: each, same: true })),
      shown: ['Default', 'Default', 'Default'],
      displayed: ['ticker'],
      errors: [],
    });
  });
});

test('a decision behind one that waits for delivery.js comes behind it', async ({ page, site }) => {
  const audience = { condition: { '!=': [{ var: 'event.eventType' }, 'commerce.purchases'] } };
  const experiences = [{ id: 'shown', items: [json('Sale')] }];
  site.publish(makeActivitiesByHand([heroFor('ticker', '', { scope: 'ticker', audience, experiences })]));
  site.set('/', shopPage({ body: '' }));
  const release = site.hold('/edgewise/delivery.js');
  await visit(page, site.origin);
  const decide = `edgewise.q.push(['decide', { scopes: ['ticker'] }])`;
  await page.evaluate(decide);
  await expect.poll(() => site.requests.some(({ path }) => path === '/edgewise/delivery.js')).toBe(true);
  await page.evaluate(`edgewise.track({ eventType: 'commerce.purchases' })`);
  await page.evaluate(decide);
  // Answered behind it.
  await page.evaluate(`edgewise.predict('none').catch(() => {})`);
  release();
  const counts = `seen.decisions.map(({ propositions }) => propositions.length)`;
  await expect.poll(() => page.evaluate(counts)).toEqual([1, 0]);
});
