import type { SelfCheck } from '../../registry/manifest.ts';

type Visit = SelfCheck['input'];

const now = Date.parse('2026-01-05T10:30:00Z');
const minute = 60_000;
const common = ['web.webpagedetails.pageViews', 'commerce.productViews', 'commerce.productListAdds'];

/**
 * Visits to check a graph by, the same for the same graph: one that has just begun, and one in which everything has happened twice that
 * the graph's conditions ask for.
 */
export function sampleVisits(graph: unknown): readonly Visit[] {
  const types = [...new Set([...common, ...eventTypesIn(graph)])];
  const [first = ''] = types;
  return [visitOf([first]), visitOf([...types, ...types])];
}

function visitOf(eventTypes: readonly string[]): Visit {
  const events = eventTypes.map((eventType, index) => ({
    _id: `sample-${index}`,
    timestamp: new Date(now - (eventTypes.length - 1 - index) * minute).toISOString(),
    eventType,
    ...(eventType.startsWith('commerce.') && { productListItems: [product(index)] }),
  }));
  return { events, profile: {}, now };
}

const product = (index: number) => ({
  SKU: `SKU-${index}`,
  name: `Product ${index}`,
  quantity: 1 + (index % 2),
  priceTotal: 19 + 10 * index,
  currencyCode: 'EUR',
});

/** What conditions compare with: texts of the form `commerce.productViews` that are no path of a variable. */
function eventTypesIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return key !== 'var' && /^[a-z]\w*(\.\w+)+$/i.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((entry) => eventTypesIn(entry, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) =>
    name === 'path' || name === 'outputs' ? [] : eventTypesIn(entry, name),
  );
}
