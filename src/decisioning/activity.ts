import * as v from 'valibot';
import type { JsonLogic } from '../xdm/condition.ts';

/** Item schemas, as in Adobe's Web SDK. */
export const htmlContentItem = 'https://ns.adobe.com/personalization/html-content-item';
export const jsonContentItem = 'https://ns.adobe.com/personalization/json-content-item';
export const domAction = 'https://ns.adobe.com/personalization/dom-action';
export const redirectItem = 'https://ns.adobe.com/personalization/redirect-item';

/** What a `dom-action` may do with the elements that its `selector` finds. Another `type` does nothing, and spoils no manifest. */
export const domActionTypes = [
  'setText',
  'setHtml',
  'setAttribute',
  'setImageSource',
  'setStyle',
  'appendHtml',
  'prependHtml',
  'insertBefore',
  'insertAfter',
  'replaceHtml',
  'move',
  'rearrange',
  'hide',
] as const;

const id = v.pipe(v.string(), v.minLength(1));
/** Let through unread: one that isn't valid JSON Logic is false when it is decided and reported, and spoils no manifest. */
const condition = v.unknown() as v.GenericSchema<unknown, JsonLogic>;
/**
 * The ISO 8601 form that every engine parses alike. Without offset it is local to the schedule's time zone; where that is missing, too,
 * the schedule holds at no time: the machine's own time zone plays no part.
 */
const dateTime = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/,
    'expected a date and time, like 2026-11-27T00:00:00+01:00',
  ),
);

/**
 * A named JSON Logic condition over `{ event, profile, scores, segments, session, page, now }`, where `segments` holds
 * the segments that stand before this one in the manifest. An id has no dots and brackets, so that `segments.<id>` addresses it.
 */
export const segmentSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[^.[\]]+$/)),
  name: v.string(),
  condition,
});

/**
 * One piece of content. `html-content-item` fills the slot with markup, `json-content-item` hands data to the page's
 * own code, `dom-action` changes the elements that `selector` finds, `redirect-item` leads to another page of the site.
 * Unknown fields of `data` are kept.
 */
export const itemSchema = v.variant('schema', [
  v.object({ schema: v.literal(htmlContentItem), data: v.looseObject({ content: v.string() }) }),
  v.object({ schema: v.literal(redirectItem), data: v.looseObject({ content: v.string() }) }),
  v.object({ schema: v.literal(jsonContentItem), data: v.looseObject({ content: v.unknown() }) }),
  v.object({
    schema: v.literal(domAction),
    data: v.looseObject({ type: id, selector: id, content: v.exactOptional(v.unknown()) }),
  }),
]);

/** One alternative of an activity. No items: the default content stays. `weight` is relative, for `split`, up to 1,000,000; default 1. */
export const experienceSchema = v.object({
  id,
  weight: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1e6))),
  condition: v.exactOptional(condition),
  items: v.array(itemSchema),
});

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** Share of the visitors whom a whole site is held out from, what its allocations are drawn with, and its kill switch. */
export const siteEntries = {
  holdout: v.exactOptional(share),
  seed: v.exactOptional(v.string()),
  status: v.exactOptional(v.picklist(['live', 'paused'])),
};

/**
 * Who sees what, in which scope, when and how often.
 * - `priority`: the higher wins its scope; of equals, the one whose `rankBy` gives the higher number, then the one that
 *   stands first in the manifest.
 * - `status`: `live` for everyone, `preview` for those who ask for it, `paused` for nobody.
 * - `schedule`: ISO 8601, with offset or in the IANA time zone `timeZone`; from `start` on and before `end`.
 * - `audience`: the visitor is in all of `segments`, and `condition` holds. (Either of two segments: a condition with `or`.)
 * - `holdout`: share of visitors, 0 to 1, who see what they would without this activity: the next in rank or the default content.
 * - `exclusionGroup`: a visitor takes part in one live activity of a group, all of which have the same chance.
 * - `frequencyCap`: at most `count` displays per session, day (the device's own calendar day) or visitor.
 * - `selection`: `first` takes the first experience whose condition holds, `split` draws one by weight, the same on every visit,
 *   `learned` has a learner choose and draws where there is none.
 * - `seed`: what visitors are allocated with; a new one draws anew. Default: the manifest's.
 * - `goal`: an event for which `condition`, over `{ event }`, holds within `window` seconds (default 604,800) of a display is a conversion.
 *
 * Unknown fields are let through and dropped.
 */
export const activitySchema = v.object({
  id,
  scope: id,
  priority: v.number(),
  rankBy: v.exactOptional(condition),
  status: v.picklist(['live', 'preview', 'paused']),
  schedule: v.exactOptional(
    v.object({ start: v.exactOptional(dateTime), end: v.exactOptional(dateTime), timeZone: v.exactOptional(id) }),
  ),
  audience: v.exactOptional(
    v.object({ segments: v.exactOptional(v.array(id)), condition: v.exactOptional(condition) }),
  ),
  holdout: v.exactOptional(share),
  exclusionGroup: v.exactOptional(id),
  frequencyCap: v.exactOptional(
    v.object({
      count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
      per: v.picklist(['session', 'day', 'visitor']),
    }),
  ),
  seed: v.exactOptional(v.string()),
  selection: v.object({ type: v.picklist(['first', 'split', 'learned']) }),
  goal: v.exactOptional(v.object({ condition, window: v.exactOptional(v.pipe(v.number(), v.minValue(0))) })),
  experiences: v.pipe(v.array(experienceSchema), v.minLength(1)),
});

/** A named condition: see {@link segmentSchema}. */
export type Segment = v.InferOutput<typeof segmentSchema>;
/** One piece of content: see {@link itemSchema}. */
export type Item = v.InferOutput<typeof itemSchema>;
/** One alternative of an activity: see {@link experienceSchema}. */
export type Experience = v.InferOutput<typeof experienceSchema>;
/** Who sees what, in which scope, when and how often: see {@link activitySchema}. */
export type Activity = v.InferOutput<typeof activitySchema>;

/** What was decided for one scope, in the shape of Adobe's Web SDK. */
export interface Proposition {
  /** The same for the same generation, scope, activity and experience. */
  readonly id: string;
  readonly scope: string;
  readonly scopeDetails: {
    readonly decisionProvider: 'EDGEWISE';
    readonly activity: { readonly id: string };
    readonly experience: { readonly id: string };
    readonly characteristics: {
      /** The manifest's, where it has one. */
      readonly generation?: number;
      /** How the experience was chosen. */
      readonly selection: Activity['selection']['type'];
      /** There only in a preview: what becomes of it is no outcome. */
      readonly preview?: true;
      /** There only where the page itself had a say, or may have had: the decision is for no other page. */
      readonly page?: true;
      /** There only where a frequency cap bounds how often it is displayed. */
      readonly capped?: true;
      /** There only where its schedule ends: when, in milliseconds since 1970. */
      readonly until?: number;
    };
  };
  readonly items: readonly PropositionItem[];
}

/** One piece of content of a proposition. */
export type PropositionItem = Item & { readonly id: string };
