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
  type Segment,
  segmentSchema,
} from './activity.ts';
export {
  type ActivityTrace,
  type DecideOptions,
  type Decision,
  decide,
  type LossReason,
  type NotApplied,
  type Trace,
} from './decide.ts';
