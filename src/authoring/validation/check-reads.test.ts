import { describe, expect, it } from 'vitest';
import { foundIn } from './testing/found.ts';

describe('checkReads', () => {
  it.each([
    ['page.pth', 'there is no "pth" in a page; did you mean \'path\'?'],
    ['page.hostname', 'there is no "hostname" in a page; it has url, path, query, referrer, title, language'],
    ['session.pageviews', 'there is no "pageviews" in a session; did you mean \'pageViews\'?'],
    ['event.evenType', "there is no \"evenType\" in XDM's event; did you mean 'eventType'?"],
    [
      'event.commerce.order.priceTotl',
      "there is no \"priceTotl\" in XDM's event.commerce.order; did you mean 'priceTotal'?",
    ],
    [
      'event.web.webpageDetails.name',
      "there is no \"webpageDetails\" in XDM's event.web; did you mean 'webPageDetails'?",
    ],
    ['event.productListItems.0.sku', "there is no \"sku\" in XDM's event.productListItems.0; did you mean 'SKU'?"],
    [
      'event.productListItems.SKU',
      '"event.productListItems" is a list; read an item of it, such as event.productListItems.0.SKU',
    ],
    [
      'profile.segmentMemberships.edgewise',
      "there is no \"segmentMemberships\" in XDM's profile; did you mean 'segmentMembership'?",
    ],
  ])('warns of a field that is not there: %s', (variable, message) => {
    const condition = { '==': [{ var: variable }, 'x'] };
    expect(foundIn({ audience: { condition } })).toEqual([
      `warning activities.0.audience.condition.==.0.var: ${message}`,
    ]);
  });

  it.each([
    'page.query.utm_source',
    'page.title',
    'session.startedAt',
    'event._acme.loyalty.tier',
    'event.acmeCoupon',
    'event.productListItems[0].priceTotal',
    'event.productListItems.0.productCategories.0.categoryID',
    'event.web.webPageDetails.URL',
    'profile.email',
    'profile.loyalty.tier',
  ])('takes %s for what it may be', (variable) => {
    expect(foundIn({ audience: { condition: { '==': [{ var: variable }, 'x'] } } })).toEqual([]);
  });

  it('warns of types of events that are none, but of no own ones', () => {
    const eventType = { var: 'event.eventType' };
    const problems = (condition: object) => foundIn({ goal: { condition, window: 60 } });
    expect(problems({ '==': [eventType, 'commerce.purchase'] })).toEqual([
      'warning activities.0.goal.condition.==: XDM has no type of event "commerce.purchase"; did you mean \'commerce.purchases\'?',
    ]);
    expect(problems({ in: [eventType, ['web.webPageDetails.pageViews', 'commerce.purchases']] })).toEqual([
      'warning activities.0.goal.condition.in: XDM has no type of event "web.webPageDetails.pageViews"; did you mean \'web.webpagedetails.pageViews\'?',
    ]);
    for (const own of ['commerce.purchases', 'commerce.giftCardViews', 'acme.signUp'])
      expect(problems({ '==': [eventType, own] })).toEqual([]);
  });

  it('finds addresses compared with what is never one of theirs', () => {
    const problems = (condition: object) => foundIn({ audience: { condition } });
    const [url, path, referrer] = ['url', 'path', 'referrer'].map((name) => ({ var: `page.${name}` }));
    const whole = 'is a whole address, as https://shop.example/sale; compare page.path, or write it whole';
    expect(problems({ '==': [url, '/sale'] })).toEqual([`error activities.0.audience.condition.==: page.url ${whole}`]);
    expect(problems({ '==': [referrer, 'google'] })).toEqual([
      `error activities.0.audience.condition.==: page.referrer ${whole.replace('compare page.path, or ', '')}`,
    ]);
    expect(problems({ starts_with: [referrer, 'google.'] })).toEqual([
      `error activities.0.audience.condition.starts_with: page.referrer ${whole.replace('compare page.path, or ', '')}`,
    ]);
    const part = 'begins with / and holds no ? or #; read page.query for the rest, or compare page.url';
    for (const wrong of ['sale', '/sale?x=1', 'https://shop.example/sale'])
      expect(problems({ in: [path, ['/', wrong]] })).toEqual([
        `error activities.0.audience.condition.in: page.path ${part}`,
      ]);
    for (const right of [
      { '==': [url, 'https://shop.example/sale'] },
      { '==': [referrer, ''] },
      { '===': ['/sale', path] },
      { in: ['sale', url] },
      { starts_with: [path, '/product/'] },
      { starts_with: [url, 'https'] },
      { ends_with: [path, '.html'] },
      { '!=': [url, '{{ x }}'] },
    ])
      expect(problems(right)).toEqual([]);
  });

  it('warns of a probability compared with a percentage', () => {
    const probability = { var: 'scores.intent.probability' };
    const problems = (condition: object) => foundIn({ audience: { condition } });
    expect(problems({ '>': [probability, 60] })).toEqual([
      'warning activities.0.audience.condition.>: scores.intent.probability is compared with 60, but a probability is 1 at most; write 0.6 for 60 %',
    ]);
    for (const right of [
      { '>': [probability, 0.6] },
      { '<=': [0.2, probability, 1] },
      { '>': [{ '*': [probability, 100] }, 60] },
    ])
      expect(problems(right)).toEqual([]);
  });

  it('finds now compared with a date as a text, or in seconds', () => {
    expect(foundIn({ audience: { condition: { '>': [{ var: 'now' }, '2026-12-01'] } } })).toEqual([
      'error activities.0.audience.condition.>: now is a number of milliseconds; compare it with a date by before or after',
    ]);
    expect(foundIn({ audience: { condition: { '>': [{ var: 'now' }, 1_800_000_000] } } })).toEqual([
      'error activities.0.audience.condition.>: now is a number of milliseconds, and 1800000000 one of seconds; write 1800000000000',
    ]);
    expect(foundIn({ audience: { condition: { after: [{ var: 'now' }, '2026-12-01'] } } })).toEqual([]);
    expect(foundIn({ audience: { condition: { '>': [{ var: 'now' }, 1_800_000_000_000] } } })).toEqual([]);
  });
});
