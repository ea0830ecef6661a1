import { parse } from 'valibot';
import { describe, expect, it } from 'vitest';
import { activitySchema, segmentSchema } from '../decisioning/activity.ts';
import { decide } from '../decisioning/decide-extended.ts';
import { activities, segments } from './activities/activities.ts';
import { picksShown } from './activities/picks.ts';
import { popIn } from './activities/pop-in.ts';
import { catalogue } from './catalogue.ts';
import { renderCart } from './pages/cart.ts';
import { renderHome } from './pages/home.ts';
import { html } from './pages/html.ts';
import { renderProduct } from './pages/product.ts';

/** What is chosen for the scopes: experiences by scope, those of a list joined. */
function choose({
  intent = 0.08,
  churn = 0.75,
  ...rest
}: {
  readonly intent?: number;
  readonly churn?: number;
  readonly interest?: Readonly<Record<string, number>>;
  readonly visitorId?: string;
  readonly pageViews?: number;
  readonly path?: string;
  readonly displays?: number;
}) {
  const { interest = {}, visitorId = 'visitor', pageViews = 1, path = '/', displays = 0 } = rest;
  const scores = {
    'purchase-intent': { probability: intent },
    'churn-risk': { probability: churn },
    'category-interest': interest,
  };
  const { propositions, problems } = decide({
    manifest: { segments, activities },
    context: {
      scores,
      profile: {},
      page: { path },
      session: { pageViews },
      displays: { [popIn.id]: { session: displays, day: displays, visitor: displays } },
    },
    visitorId,
    scopes: ['hero', 'cart-discount', 'pop-in', { scope: 'picks', max: picksShown }],
    now: 0,
  });
  expect(problems).toEqual([]);
  const chosen: Record<string, string> = {};
  for (const { scope, scopeDetails } of propositions) {
    const before = chosen[scope];
    chosen[scope] = before === undefined ? scopeDetails.experience.id : `${before} ${scopeDetails.experience.id}`;
  }
  return chosen;
}

describe('the demo shop', () => {
  it('has segments and activities that the schema accepts', () => {
    for (const segment of segments) expect(parse(segmentSchema, segment)).toEqual(segment);
    for (const activity of activities) expect(parse(activitySchema, activity)).toEqual(activity);
  });

  it('shows each segment its hero, and nobody else one', () => {
    expect(choose({ intent: 0.07, churn: 0.81 }).hero).toBe('stay-for-a-cup');
    expect(choose({ intent: 0.08, churn: 0.75 }).hero).toBeUndefined();
    expect(choose({ intent: 0.22, churn: 0.56 }).hero).toBe('thirty-days');
    expect(choose({ intent: 0.66, churn: 0.28 }).hero).toBe('order-today');
  });

  it('splits the hesitant evenly between two offers in the cart, and holds one in ten out', () => {
    const counts: Record<string, number> = {};
    const visitors = 4_000;
    for (let index = 0; index < visitors; index++) {
      const offer = choose({ intent: 0.2, visitorId: `visitor ${index}` })['cart-discount'] ?? 'none';
      counts[offer] = (counts[offer] ?? 0) + 1;
    }
    // Four standard deviations of a share of 4000.
    const expectShare = (offer: string, share: number) =>
      expect(Math.abs((counts[offer] ?? 0) / visitors - share)).toBeLessThan(
        4 * Math.sqrt((share * (1 - share)) / visitors),
      );
    expectShare('ten-percent-off', 0.45);
    expectShare('free-delivery', 0.45);
    expectShare('none', 0.1);
    expect(choose({ intent: 0.08 })['cart-discount']).toBeUndefined();
  });

  it('pops in for those who look around, once a visit, and not where it leads to', () => {
    expect(choose({ pageViews: 2 })['pop-in']).toBeUndefined();
    expect(choose({ pageViews: 3 })['pop-in']).toBe('first-flush-is-in');
    expect(choose({ pageViews: 3, displays: 1 })['pop-in']).toBeUndefined();
    expect(choose({ pageViews: 3, path: '/product/first-flush-tea.html' })['pop-in']).toBeUndefined();
  });

  it('picks three other products, of the kinds that were looked at most', () => {
    expect(choose({ interest: {} }).picks).toBe('heron-kettle tarn-teapot drift-dripper');
    expect(choose({ interest: { ware: 1, leaf: 2 } }).picks).toBe('first-flush-tea keep-canister tarn-teapot');
    expect(choose({ interest: { leaf: 2 }, path: '/product/keep-canister.html' }).picks).toBe(
      'first-flush-tea heron-kettle tarn-teapot',
    );
  });

  it('gives every page a language, a title, a main landmark and one first heading, and every picture its size', () => {
    for (const page of [renderHome(), renderCart(), ...catalogue.map(renderProduct)]) {
      expect(page).toContain('<html lang="en">');
      expect(page).toMatch(/<title>[^<]+<\/title>/);
      expect(page.match(/<main id="main">/g)).toHaveLength(1);
      expect(page.match(/<h1/g)).toHaveLength(1);
      for (const [image] of page.matchAll(/<img [^>]*>/g))
        expect(image).toMatch(/ alt="[^"]*" width="\d+" height="\d+"/);
    }
  });

  it('tracks the product view before Edgewise has loaded', () => {
    const [product] = catalogue;
    expect(product && renderProduct(product)).toMatch(
      /edgewise\.q\.push\(\["track",\{"eventType":"commerce\.productViews"/,
    );
  });
});

describe('html', () => {
  it('escapes what is not markup', () => {
    expect(html`<p title="${'"'}">${'<b>'}${html`<i>${1}</i>`}</p>`.markup).toBe(
      '<p title="&#34;">&#60;b&#62;<i>1</i></p>',
    );
  });
});
