import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Outcome, OutcomeType } from '../outcomes/outcome.ts';
import { alloyReporter } from './alloy.ts';
import { dataLayerReporter } from './data-layer.ts';

const outcome = (type: OutcomeType): Outcome => {
  const proposition = {
    id: '7/hero/offers/welcome',
    scope: 'hero',
    scopeDetails: {
      decisionProvider: 'EDGEWISE' as const,
      activity: { id: 'offers' },
      experience: { id: 'welcome' },
      characteristics: { generation: 7, selection: 'first' as const },
    },
  };
  return {
    type,
    proposition,
    event: {
      _id: 'event 1',
      timestamp: '2026-01-01T00:00:00.000Z',
      eventType: `decisioning.${type}`,
      _experience: { decisioning: { propositions: [proposition] } },
    },
  };
};

afterEach(() => vi.unstubAllGlobals());

describe('dataLayerReporter', () => {
  const promotion = {
    promotion_id: 'offers',
    promotion_name: 'offers',
    creative_name: 'welcome',
    creative_slot: 'hero',
  };

  it.each([
    ['display', 'view_promotion'],
    ['interact', 'select_promotion'],
    ['convert', 'edgewise_convert'],
  ] as const)('tells a %s as %s', (type, name) => {
    const dataLayer: unknown[] = ['the page'];
    vi.stubGlobal('dataLayer', dataLayer);
    dataLayerReporter()(outcome(type));
    expect(dataLayer).toEqual([
      'the page',
      { ecommerce: null },
      { event: name, ecommerce: { ...promotion, items: [promotion] } },
    ]);
  });

  it('makes the data layer where there is none yet, under the name that is given', () => {
    vi.stubGlobal('ourLayer', undefined);
    dataLayerReporter({ name: 'ourLayer' })(outcome('display'));
    expect(Reflect.get(globalThis, 'ourLayer')).toHaveLength(2);
  });
});

describe('alloyReporter', () => {
  it.each(['display', 'interact'] as const)('sends a %s as the XDM event that it is', (type) => {
    const alloy = vi.fn();
    vi.stubGlobal('alloy', alloy);
    alloyReporter()(outcome(type));
    expect(alloy.mock.calls).toEqual([['sendEvent', { xdm: outcome(type).event }]]);
  });

  it('leaves conversions to the site', () => {
    const alloy = vi.fn();
    vi.stubGlobal('alloy', alloy);
    alloyReporter()(outcome('convert'));
    expect(alloy).not.toHaveBeenCalled();
  });

  it('says what is missing', () => {
    expect(() => alloyReporter({ name: 'ourAlloy' })(outcome('display'))).toThrow(/no window\.ourAlloy/);
  });
});
