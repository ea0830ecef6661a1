import type { Proposition } from '../../decisioning/activity.ts';
import type { Conversion, Prediction } from '../../worker/protocol.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import { isRecord } from '../../xdm/record.ts';

/** What the visitor did with a proposition: saw it, clicked in it, or reached its activity's goal. */
export type OutcomeType = 'display' | 'interact' | 'convert';

/** A proposition without its content. */
export type OutcomeProposition = Pick<Proposition, 'id' | 'scope' | 'scopeDetails'>;

/** One outcome, as `on('display' | 'interact' | 'convert')` and reporters are told of it. */
export interface Outcome {
  readonly type: OutcomeType;
  readonly proposition: OutcomeProposition;
  /**
   * The outcome as an XDM ExperienceEvent, shaped as Adobe's Web SDK shapes it, with what the decision went by under `_experience.edgewise`.
   * A receiver that counts each `_id` once counts each outcome once.
   */
  readonly event: ExperienceEvent;
}

/** What a decision went by. */
export interface DecisionFacts {
  /** By service id. */
  readonly predictions: Readonly<Record<string, Pick<Prediction, 'scores' | 'serviceVersion' | 'executionProvider'>>>;
  readonly generation: number;
  /** From the question to the answer on the page, in milliseconds. */
  readonly durationMs: number;
  /** Whether something was tried out: then nothing of it counts. */
  readonly preview: boolean;
}

/** What makes an event one of its own. */
export interface Stamp {
  readonly _id: string;
  /** ISO 8601 date and time. */
  readonly timestamp: string;
}

const eventTypes = { display: 'decisioning.propositionDisplay', interact: 'decisioning.propositionInteract' } as const;

/**
 * That a proposition was displayed or clicked.
 * @param facts left out for a proposition that an earlier page view decided.
 * @see https://experienceleague.adobe.com/en/docs/experience-platform/collection/use-cases/personalization/display-events
 */
export function toOutcome(
  type: 'display' | 'interact',
  { id, scope, scopeDetails }: Proposition,
  facts: DecisionFacts | undefined,
  stamp: Stamp,
): Outcome {
  const proposition = { id, scope, scopeDetails };
  return {
    type,
    proposition,
    event: {
      ...stamp,
      eventType: eventTypes[type],
      _experience: {
        decisioning: { propositions: [proposition], propositionEventType: { [type]: 1 } },
        edgewise: facts ? describe(facts) : { generation: scopeDetails.characteristics.generation },
      },
    },
  };
}

function describe({ predictions, generation, durationMs }: DecisionFacts) {
  const entries = Object.entries(predictions);
  return {
    scores: Object.fromEntries(entries.map(([id, { scores }]) => [id, scores])),
    services: Object.fromEntries(
      entries.map(([id, { serviceVersion, executionProvider }]) => [
        id,
        { version: serviceVersion, executionProvider },
      ]),
    ),
    generation,
    decisionMs: durationMs,
  };
}

/**
 * That an event reached the goal of the activity whose display is given; `undefined` if that is no display of ours.
 * XDM knows no type for it. Its `_id` follows from the event's, so that an event counts once for an activity whoever counts it.
 */
export function toConversion({ event, display }: Conversion): Outcome | undefined {
  const { decisioning, edgewise } = recordAt(display, '_experience');
  const [proposition]: unknown[] =
    isRecord(decisioning) && Array.isArray(decisioning.propositions) ? decisioning.propositions : [];
  if (!isOutcomeProposition(proposition)) return undefined;
  return {
    type: 'convert',
    proposition,
    event: {
      _id: `${event._id}/${proposition.scopeDetails.activity.id}`,
      timestamp: event.timestamp,
      eventType: 'edgewise.conversion',
      _experience: {
        decisioning: { propositions: [proposition] },
        edgewise: {
          ...(isRecord(edgewise) && edgewise),
          conversion: { eventType: event.eventType, eventId: event._id, displayId: display._id },
        },
      },
    },
  };
}

/** Recognises a proposition of ours, whoever hands it over. */
export function isOutcomeProposition(value: unknown): value is OutcomeProposition {
  if (!isRecord(value) || typeof value.id !== 'string' || typeof value.scope !== 'string') return false;
  const { decisionProvider, activity, experience, characteristics } = recordAt(value, 'scopeDetails');
  return (
    decisionProvider === 'EDGEWISE' &&
    isRecord(characteristics) &&
    [activity, experience].every((part) => isRecord(part) && typeof part.id === 'string')
  );
}

function recordAt(value: Readonly<Record<string, unknown>>, field: string): Record<string, unknown> {
  const found = value[field];
  return isRecord(found) ? found : {};
}
