import { foundIn } from '../../src/authoring/validation/testing/found.ts';
import { htmlContentItem, type Item } from '../../src/decisioning/activity.ts';
import { act, publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { shopPage } from '../support/shop-page.ts';
import { offers } from './friendly/offers.ts';
import { readDom } from './friendly/read-dom.ts';

const all = Object.values(offers)
  .flat()
  .map((offer) => (typeof offer === 'string' ? ([offer, offer] as const) : offer));

const html = (content: string): Item => ({ schema: htmlContentItem, data: { content } });

test('edgewise validate warns of what goes, and of nothing else', () => {
  const warned = (content: string) => foundIn({ experiences: [{ id: 'a', items: [html(content)] }] });
  for (const [about, list] of Object.entries(offers))
    for (const offer of list)
      if (typeof offer === 'string') expect(warned(offer), offer).toEqual([]);
      else if (about.startsWith('what runs')) expect(warned(offer[0]), offer[0]).not.toEqual([]);
});

/** A component of the shop's own. */
const components = `customElements.define('shop-total', class extends HTMLElement {
  connectedCallback() {
    this.textContent = 'Total ' + this.getAttribute('amount');
  }
});`;

inEachBrowser((browser) => {
  test('shows offers as they are written', async ({ site }) => {
    const contents = [...all.map(([offer]) => offer), '<shop-total amount="4"></shop-total>'];
    site.publish(
      await publishItems(Object.fromEntries(contents.map((content, number) => [`slot-${number}`, [html(content)]]))),
    );
    const slots = contents.map((_, number) => `<edgewise-slot scope="slot-${number}"></edgewise-slot>`);
    site.set('/components.js', components);
    site.set('/', shopPage({ body: `<script src="/components.js"></script>${slots.join('')}` }));
    await browser.session.open(site.origin);
    await expect.poll(() => browser.session.evaluate('return seen.filled.length')).toBe(contents.length);
    const shown = await browser.session.evaluate<string[]>(`${readDom}
        const slots = [...document.querySelectorAll('body > edgewise-slot > [slot=experience]')];
        return slots.map(writeChildren);`);
    const expected = all.map(([offer, kept, elsewhere]) => `${offer}\n${elsewhere?.[browser.name] ?? kept}`);
    expect(shown.slice(0, -1).map((dom, number) => `${all[number]?.[0]}\n${dom}`)).toEqual(expected);
    expect(shown.at(-1)).toBe('<shop-total amount="4">Total 4</shop-total>');
  });

  test('carries out dom-actions as they are written', async ({ site }) => {
    site.publish(
      await publishItems({
        page: [
          act('setHtml', '#a', '<b>20%</b> <i>off</i>\n<u>all</u>'),
          act('appendHtml', '#icon', '<circle r="4"/>'),
          act('appendHtml', '#rows', '<tr><td>29</td></tr> <tr><td>19</td></tr>'),
          act('appendHtml', '#b', ' <b>new</b> <!-- one --> <!-- two -->today'),
          act(
            'appendHtml',
            '#own',
            '<button formaction="/elsewhere">No</button><form><button formaction="/there">Yes</button></form>',
          ),
          act('setStyle', '#c', { 'user-select': 'none', 'text-decoration': 'underline dotted red' }),
        ],
      }),
    );
    const parts = '<table><tbody id="rows"></tbody></table><svg id="icon"></svg><form id="own"></form>';
    const texts = ['a', 'b', 'c'].map((id) => `<p id="${id}">x</p>`);
    const body = `${texts.join('')}${parts}<script src="/ask.js"></script>`;
    site.set('/ask.js', `edgewise.q.push(['decide', { scopes: ['page'] }]);`);
    site.set('/', shopPage({ body }));
    await browser.session.open(site.origin);
    const shown = `
        const { userSelect, webkitUserSelect, textDecorationStyle } = getComputedStyle(document.getElementById('c'));
        const [a, b] = ['a', 'b'].map((id) => document.getElementById(id).innerText);
        const cells = [...document.querySelectorAll('#rows > tr > td')].map((cell) => cell.innerText);
        const leading = [...document.querySelectorAll('#own [formaction]')].map((button) => button.innerText);
        const drawn = document.querySelector('#icon > circle') instanceof SVGCircleElement;
        return { a, b, cells, drawn, leading, select: userSelect ?? webkitUserSelect, line: textDecorationStyle, errors: seen.errors };`;
    await expect
      .poll(() => browser.session.evaluate(shown))
      .toEqual({
        a: '20% off all',
        b: 'x new today',
        cells: ['29', '19'],
        drawn: true,
        leading: ['Yes'],
        select: 'none',
        line: 'dotted',
        errors: [],
      });
  });
});
