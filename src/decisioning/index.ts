export {
  type Activity,
  activitySchema,
  domAction,
  type Experience,
  experienceSchema,
  htmlContentItem,
  type Item,
  itemSchema,
  jsonContentItem,
  type Proposition,
  type PropositionItem,
  redirectItem,
  type Segment,
  segmentSchema,
} from './activity.ts';
export { bucketOf } from './allocation.ts';
export type { DecideOptions, Decision, ScopeRequest } from './decide.ts';
export { decide } from './decide-extended.ts';
export type { Choice, Select } from './draw.ts';
export type { Preview } from './judge.ts';
export type { Displays } from './limits.ts';
export type { ActivityTrace, Loss, LossReason, Trace } from './trace.ts';
