import type { Reporter } from './reporter.ts';

/** A conversion is no event of Google's; tag managers are told under this name. */
const eventNames = { display: 'view_promotion', interact: 'select_promotion', convert: 'edgewise_convert' } as const;

/**
 * Pushes outcomes to a data layer as Google Analytics 4 names them: `view_promotion` and `select_promotion` with the activity as
 * promotion and as the one item, the experience as creative and the scope as creative slot; a conversion as `edgewise_convert` with the same fields.
 * @param options.name the data layer's name in `window`; made where it is missing. @default 'dataLayer'
 * @see https://developers.google.com/analytics/devguides/collection/ga4/reference/events#view_promotion
 */
export function dataLayerReporter({ name = 'dataLayer' }: { readonly name?: string } = {}): Reporter {
  return ({ type, proposition: { scope, scopeDetails } }) => {
    const page = globalThis as unknown as Record<string, unknown[] | undefined>;
    const layer = page[name] ?? [];
    page[name] = layer;
    const promotion = {
      promotion_id: scopeDetails.activity.id,
      promotion_name: scopeDetails.activity.id,
      creative_name: scopeDetails.experience.id,
      creative_slot: scope,
    };
    // Google asks for items, and for a name or id of each.
    const item = { item_name: promotion.promotion_name, ...promotion };
    // As Google advises, so that nothing of the event before is merged into this one.
    layer.push({ ecommerce: null });
    layer.push({ event: eventNames[type], ecommerce: { ...promotion, items: [item] } });
  };
}
