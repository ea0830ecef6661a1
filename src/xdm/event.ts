/**
 * An XDM ExperienceEvent as the page tracks it. `_id` and `timestamp` are filled in where missing.
 * Fields beyond these are kept as they are.
 * @see https://experienceleague.adobe.com/docs/experience-platform/xdm/classes/experienceevent.html
 */
export interface ExperienceEvent {
  /** Unique identifier; an event is stored once by it. */
  readonly _id: string;
  /** ISO 8601 date and time with offset. */
  readonly timestamp: string;
  /** For instance `web.webpagedetails.pageViews`, `commerce.productViews`, `commerce.productListAdds`, `commerce.purchases`. */
  readonly eventType: string;
  readonly productListItems?: readonly ProductListItem[];
  readonly [field: string]: unknown;
}

/** An event as the page hands it over. */
export interface ExperienceEventInput {
  readonly _id?: string;
  readonly timestamp?: string;
  readonly eventType: string;
  readonly productListItems?: readonly ProductListItem[];
  readonly [field: string]: unknown;
}

/** One product of an event. */
export interface ProductListItem {
  readonly SKU?: string;
  readonly name?: string;
  readonly quantity?: number;
  /** Price of the line, in `currencyCode`. */
  readonly priceTotal?: number;
  readonly currencyCode?: string;
  readonly [field: string]: unknown;
}
