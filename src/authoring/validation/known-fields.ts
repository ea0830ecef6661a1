import type { SessionContext } from '../../visitor/session-context.ts';
import type { PageContext } from '../../worker/protocol.ts';

/** What is known of a value that conditions read. */
export interface Known {
  /** What it holds by name; a value, or what holds whatever it likes, has none. */
  readonly fields?: Readonly<Record<string, Known>>;
  /** Whether it holds nothing else. XDM lets everyone add fields to an event or a profile. @default false */
  readonly isClosed?: boolean;
  /** Of a list, its items. */
  readonly item?: Known;
}

const value: Known = {};
const fieldsOf = (names: string, known = value): Record<string, Known> =>
  Object.fromEntries(names.split(' ').map((name) => [name, known]));

const page: Record<keyof PageContext, Known> = {
  url: value,
  path: value,
  query: value,
  referrer: value,
  title: value,
  language: value,
};
const session: Record<keyof SessionContext, Known> = {
  startedAt: value,
  durationSeconds: value,
  pageViews: value,
  events: value,
  isFirst: value,
};

const measure: Known = { fields: fieldsOf('id value') };
const product: Known = {
  fields: {
    ...fieldsOf('SKU name product productAddMethod quantity priceTotal currencyCode discountAmount lineItemId'),
    ...fieldsOf('productImageUrl refundAmount selectedOptions unitOfMeasureCode'),
    productCategories: { item: { fields: fieldsOf('categoryID categoryName categoryPath') } },
  },
};
const commerce: Known = {
  fields: {
    ...fieldsOf('productViews productListViews productListAdds productListOpens productListRemovals', measure),
    ...fieldsOf('productListReopens checkouts purchases cartAbandons saveForLaters inStorePurchase', measure),
    ...fieldsOf('billing cart promotionID shipping'),
    order: {
      fields: {
        ...fieldsOf('purchaseID purchaseOrderNumber priceTotal currencyCode orderType payments'),
        ...fieldsOf('createdDate discountAmount lastUpdatedDate refunds taxAmount'),
      },
    },
  },
};
const web: Known = {
  fields: {
    webPageDetails: {
      fields: {
        ...fieldsOf('URL name server siteSection viewName isErrorPage isHomePage pageType'),
        pageViews: measure,
      },
    },
    webReferrer: { fields: fieldsOf('URL type') },
    webInteraction: { fields: { ...fieldsOf('URL name region type'), linkClicks: measure } },
  },
};

/** @see https://experienceleague.adobe.com/docs/experience-platform/xdm/classes/experienceevent.html */
const event: Known = {
  fields: {
    ...fieldsOf('_id eventType timestamp advertising application channel device directMarketing endUserIDs'),
    ...fieldsOf('environment eventMergeId identityMap implementationDetails marketing media placeContext'),
    ...fieldsOf('producedBy receivedTimestamp search segmentMembership'),
    commerce,
    web,
    productListItems: { item: product },
  },
};

/** What conditions read, by name; the rest is the site's own. */
export const knownData: Readonly<Record<string, Known>> = {
  page: { fields: page, isClosed: true },
  session: { fields: session, isClosed: true },
  event,
  /** In a graph, the event that is being answered. */
  current: event,
  /** @see https://experienceleague.adobe.com/docs/experience-platform/xdm/classes/individual-profile.html */
  profile: {
    fields: {
      ...fieldsOf('consents faxPhone homeAddress homePhone identityMap loyalty mailingAddress mobilePhone'),
      ...fieldsOf('person personalEmail segmentMembership shippingAddress telecomSubscription workAddress'),
      ...fieldsOf('workEmail workPhone'),
      _edgewise: { fields: fieldsOf('scores') },
    },
  },
};

/** Types that XDM gives to the events of a shop, and those that the page tracks by itself. */
export const knownEventTypes: readonly string[] = [
  'web.webpagedetails.pageViews',
  'web.webinteraction.linkClicks',
  'web.formFilledOut',
  ...Object.keys(commerce.fields ?? {})
    .filter((name) => commerce.fields?.[name] === measure)
    .map((name) => `commerce.${name}`),
  'decisioning.propositionDisplay',
  'decisioning.propositionInteract',
  'edgewise.conversion',
];
