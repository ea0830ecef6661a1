import { frameFromRows } from '../../authoring/frames/read-json.ts';
import type { GraphJson } from '../../authoring/graph/definition.ts';
import { type AuthoredGraph, graph } from '../../authoring/graph/graph.ts';
import type { ServiceSource } from '../../authoring/publish/check-service.ts';
import { areaUnderCurve } from '../../authoring/trainers/metrics.ts';
import { compileGraph } from '../../pipeline/graph.ts';
import type { Score } from '../../pipeline/operator.ts';
import { createRandom } from '../../pipeline/random.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import { cutSession, type SimulatedSession, simulateSessions } from '../simulator/session.ts';
import { columnsGraph, unfittedGraph } from './features.ts';

/** Options of {@link trainServices}. */
export interface TrainingOptions {
  /** 32-bit integer; equal seeds give equal models. @default 1 */
  readonly seed?: number;
  /** Sessions to learn from. @default 20000 */
  readonly sessions?: number;
  /** Further sessions to evaluate on. @default 10000 */
  readonly heldOut?: number;
}

/** How well a service ranks held-out sessions. */
export interface Evaluation {
  /** Area under the ROC curve of the model. */
  readonly auc: number;
  /** The same of the simulator's own probability, which knows what no model can see. */
  readonly truthAuc: number;
  /** Share of sessions with the label. */
  readonly rate: number;
}

/** A service to publish, and how good it is. */
export interface TrainedService {
  readonly source: ServiceSource;
  readonly evaluation: Evaluation;
}

/** What is known of a visit at one moment, and how it ended. */
interface Example {
  readonly session: SimulatedSession;
  readonly events: readonly ExperienceEvent[];
  readonly now: number;
  /** What the page counts of the visit, by column. */
  readonly columns: Readonly<Record<string, Score>>;
}

const targets = {
  'purchase-intent': { label: 'purchased', truth: 'purchaseProbability' },
  'churn-risk': { label: 'churned', truth: 'churnProbability' },
} as const;

/** A service of the demo shop. */
export type ServiceId = keyof typeof targets;

/** Simulates sessions, reads their columns by the page's own graph, and fits both services. */
export async function trainServices(options: TrainingOptions = {}): Promise<Record<ServiceId, TrainedService>> {
  const { seed = 1, sessions = 20_000, heldOut = 10_000 } = options;
  const training = await createExamples(seed, sessions);
  const evaluation = await createExamples(seed + 1, heldOut);
  return {
    'purchase-intent': await trainService('purchase-intent', training, evaluation),
    'churn-risk': await trainService('churn-risk', training, evaluation),
  };
}

/**
 * Simulated sessions, each seen at a moment drawn from its visit.
 * @param columnsOf gives the columns as its scores.
 */
export async function createExamples(
  seed: number,
  count: number,
  columnsOf: GraphJson = columnsGraph,
): Promise<Example[]> {
  const visit = compileGraph(columnsOf, { sessions: {} });
  const random = createRandom(seed);
  const examples: Example[] = [];
  for (const session of simulateSessions({ seed, count })) {
    const events = cutSession(session, random);
    const now = Date.parse(events.at(-1)?.timestamp ?? '');
    const { scores: columns } = await visit.run({ events, profile: {}, now });
    examples.push({ session, events, now, columns });
  }
  return examples;
}

async function trainService(
  id: ServiceId,
  training: readonly Example[],
  heldOut: readonly Example[],
): Promise<TrainedService> {
  const { label, truth } = targets[id];
  const frame = frameFromRows(training.map(({ columns, session }) => ({ ...columns, [label]: session[label] })));
  const fitted = await graph(unfittedGraph).fit(frame, { label });
  try {
    const { scores } = await fitted.run(frameFromRows(heldOut.map(({ columns }) => columns)));
    const labels = heldOut.map(({ session }) => session[label]);
    const evaluation = {
      auc: areaUnderCurve([scores.probability ?? []].flat().map(Number), labels),
      truthAuc: areaUnderCurve(
        heldOut.map(({ session }) => session.truth[truth]),
        labels,
      ),
      rate: labels.filter(Boolean).length / labels.length,
    };
    const selfCheck = await createSelfCheck(fitted, heldOut);
    return { source: { version: '1.0.0', graph: fitted.toJSON(), models: fitted.models, selfCheck }, evaluation };
  } finally {
    await fitted.release();
  }
}

/** One visit with much in it, and its score. */
async function createSelfCheck(fitted: AuthoredGraph, examples: readonly Example[]) {
  const wanted = ['commerce.productViews', 'commerce.productListAdds', 'commerce.productListRemovals'];
  const example =
    examples.find(
      ({ events }) => events.length <= 12 && wanted.every((type) => events.some(({ eventType }) => eventType === type)),
    ) ?? examples[0];
  if (!example) throw new RangeError('trainServices needs held-out sessions for the self-check.');
  const { now } = example;
  const events = [...example.events];
  const { scores } = await fitted.run(events, { now });
  return { input: { events, now }, scores: { probability: Number(scores.probability) } };
}
