import * as v from 'valibot';
import type { JsonLogic } from '../xdm/condition.ts';

/** Item schemas, as in Adobe's Web SDK. */
export const htmlContentItem = 'https://ns.adobe.com/personalization/html-content-item';
export const jsonContentItem = 'https://ns.adobe.com/personalization/json-content-item';
export const domAction = 'https://ns.adobe.com/personalization/dom-action';

const id = v.pipe(v.string(), v.minLength(1));
/** Let through unread: one that isn't valid JSON Logic is false when it is decided and reported, and spoils no manifest. */
const condition = v.unknown() as v.GenericSchema<JsonLogic>;
/** The ISO 8601 form that every engine parses alike, with its offset: the machine's own time zone plays no part. */
const dateTime = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/,
    'expected a date and time with offset, like 2026-11-27T00:00:00+01:00',
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
 * own code, `dom-action` changes the elements that `selector` finds. Unknown fields of `data` are kept.
 */
export const itemSchema = v.variant('schema', [
  v.object({ schema: v.literal(htmlContentItem), data: v.looseObject({ content: v.string() }) }),
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

/**
 * Who sees what, in which scope, when and how often.
 * - `priority`: the higher wins its scope; of equals, the one that stands first in the manifest.
 * - `schedule`: ISO 8601 with offset; from `start` on and before `end`.
 * - `audience`: the visitor is in all of `segments`, and `condition` holds. (Either of two segments: a condition with `or`.)
 * - `holdout`: share of visitors who get the default content, 0 to 1.
 * - `exclusionGroup`: a visitor takes part in one activity of a group.
 * - `frequencyCap`: at most `count` displays per session, day or visitor.
 * - `goal`: an event for which `condition` over `{ event }` holds, within `window` seconds after a display, is a conversion.
 *
 * Unknown fields are let through and dropped.
 */
export const activitySchema = v.object({
  id,
  scope: id,
  priority: v.number(),
  status: v.picklist(['live', 'preview', 'paused']),
  schedule: v.exactOptional(v.object({ start: v.exactOptional(dateTime), end: v.exactOptional(dateTime) })),
  audience: v.exactOptional(
    v.object({ segments: v.exactOptional(v.array(id)), condition: v.exactOptional(condition) }),
  ),
  holdout: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  exclusionGroup: v.exactOptional(id),
  frequencyCap: v.exactOptional(
    v.object({ count: v.pipe(v.number(), v.integer(), v.minValue(1)), per: v.picklist(['session', 'day', 'visitor']) }),
  ),
  selection: v.object({ type: v.picklist(['first', 'split', 'learned']) }),
  goal: v.exactOptional(v.object({ condition, window: v.exactOptional(v.pipe(v.number(), v.minValue(0))) })),
  experiences: v.pipe(v.array(experienceSchema), v.minLength(1)),
});

export type Segment = v.InferOutput<typeof segmentSchema>;
export type Item = v.InferOutput<typeof itemSchema>;
export type Experience = v.InferOutput<typeof experienceSchema>;
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
    };
  };
  readonly items: readonly PropositionItem[];
}

/** One piece of content of a proposition. */
export type PropositionItem = Item & { readonly id: string };
