import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EdgewiseError } from '../../errors.ts';
import type { Outcome, OutcomeType } from '../outcomes/outcome.ts';
import { alloyReporter } from './alloy.ts';
import { dataLayerReporter } from './data-layer.ts';
import { createReporting } from './reporting.ts';

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
      { event: name, ecommerce: { ...promotion, items: [{ item_name: 'offers', ...promotion }] } },
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

describe('reporting', () => {
  it('tells every reporter, and of each that fails, without keeping the others from hearing', async () => {
    const errors: EdgewiseError[] = [];
    const told: string[] = [];
    const tell = createReporting(
      [
        () => {
          throw new Error('at once');
        },
        () => Promise.reject(new Error('later')),
        ({ type }) => told.push(type),
      ],
      (error) => errors.push(error),
    );
    tell(outcome('display'));
    expect(told).toEqual(['display']);
    await vi.waitFor(() => expect(errors).toHaveLength(2));
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'input-invalid: A reporter failed: at once',
      'input-invalid: A reporter failed: later',
    ]);
  });

  it.each([
    ['toString', /no reporter "toString"/],
    [7, /no reporter 7/],
  ])('leaves out %s, which is no reporter, and says so', (reporter, message) => {
    const errors: EdgewiseError[] = [];
    createReporting([reporter as 'dataLayer'], (error) => errors.push(error))(outcome('display'));
    expect(errors).toEqual([
      expect.objectContaining({ code: 'input-invalid', message: expect.stringMatching(message) }),
    ]);
  });
});
