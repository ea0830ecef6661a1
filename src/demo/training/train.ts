import type { ServiceSource } from '../../authoring/publish.ts';
import { fitEstimator } from '../../authoring/trainers/fit-estimator.ts';
import { logisticRegression } from '../../authoring/trainers/logistic-regression.ts';
import { areaUnderCurve } from '../../authoring/trainers/metrics.ts';
import { createSession } from '../../engine/create-session.ts';
import { compileGraph } from '../../pipeline/graph.ts';
import { createRandom } from '../../pipeline/random.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import { cutSession, type SimulatedSession, simulateSessions } from '../simulator/session.ts';
import { featureCount, featureGraph, serviceGraph } from './features.ts';
import { encodeLinearModel } from './linear-model.ts';

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
  /** As the model gets it. */
  readonly row: readonly number[];
}

const targets = {
  'purchase-intent': { label: 'purchased', truth: 'purchaseProbability' },
  'churn-risk': { label: 'churned', truth: 'churnProbability' },
} as const;

/** A service of the demo shop. */
export type ServiceId = keyof typeof targets;

/** Simulates sessions, reads features off them by the page's own graph, and fits both services. */
export async function trainServices(options: TrainingOptions = {}): Promise<Record<ServiceId, TrainedService>> {
  const { seed = 1, sessions = 20_000, heldOut = 10_000 } = options;
  const training = await createExamples(seed, sessions);
  const evaluation = await createExamples(seed + 1, heldOut);
  return {
    'purchase-intent': await trainService('purchase-intent', training, evaluation),
    'churn-risk': await trainService('churn-risk', training, evaluation),
  };
}

/** Simulated sessions, each seen at a moment drawn from its visit. */
export async function createExamples(seed: number, count: number): Promise<Example[]> {
  const graph = compileGraph(featureGraph, { sessions: {} });
  const random = createRandom(seed);
  const examples: Example[] = [];
  for (const session of simulateSessions({ seed, count })) {
    const events = cutSession(session, random);
    const now = Date.parse(events.at(-1)?.timestamp ?? '');
    const { scores } = await graph.run({ events, profile: {}, now });
    const row = scores.row;
    if (typeof row === 'object') examples.push({ session, events, now, row: row.map(Number) });
  }
  return examples;
}

async function trainService(
  id: ServiceId,
  training: readonly Example[],
  heldOut: readonly Example[],
): Promise<TrainedService> {
  const { label, truth } = targets[id];
  const { mean, scale } = standardize(training);
  const scaled = (examples: readonly Example[]) =>
    Float64Array.from(examples.flatMap(({ row }) => row.map((value, j) => (value - (mean[j] ?? 0)) / (scale[j] ?? 1))));
  const regression = await fitEstimator(logisticRegression, {
    features: scaled(training),
    featureNames: Array.from({ length: featureCount }, (_, j) => `feature ${j}`),
    labels: training.map(({ session }) => Number(session[label])),
  });
  const model = encodeLinearModel({ mean, scale, regression });

  const labels = heldOut.map(({ session }) => session[label]);
  const evaluation = {
    auc: areaUnderCurve(regression.predict(scaled(heldOut)).probabilities?.filter((_, i) => i % 2 === 1) ?? [], labels),
    truthAuc: areaUnderCurve(
      heldOut.map(({ session }) => session.truth[truth]),
      labels,
    ),
    rate: labels.filter(Boolean).length / labels.length,
  };
  return {
    source: {
      version: '1.0.0',
      graph: serviceGraph,
      models: { model },
      selfCheck: await createSelfCheck(id, model, heldOut),
    },
    evaluation,
  };
}

/** Mean and standard deviation of each feature, as scikit-learn's StandardScaler; a constant one keeps its scale. */
function standardize(examples: readonly Example[]) {
  const mean = new Float64Array(featureCount);
  const scale = new Float64Array(featureCount);
  for (const { row } of examples)
    row.forEach((value, j) => {
      mean[j] = (mean[j] ?? 0) + value / examples.length;
    });
  for (const { row } of examples)
    row.forEach((value, j) => {
      scale[j] = (scale[j] ?? 0) + (value - (mean[j] ?? 0)) ** 2 / examples.length;
    });
  return { mean, scale: scale.map((variance) => Math.sqrt(variance) || 1) };
}

/** One visit with much in it, and its score. */
async function createSelfCheck(id: ServiceId, model: Uint8Array, examples: readonly Example[]) {
  const wanted = ['commerce.productViews', 'commerce.productListAdds', 'commerce.productListRemovals'];
  const example =
    examples.find(
      ({ events }) => events.length <= 12 && wanted.every((type) => events.some(({ eventType }) => eventType === type)),
    ) ?? examples[0];
  if (!example) throw new RangeError('trainServices needs held-out sessions for the self-check.');
  const session = await createSession(model);
  const graph = compileGraph(serviceGraph, { sessions: { model: session }, serviceId: id });
  const events = [...example.events];
  const { scores } = await graph.run({ events, profile: {}, now: example.now });
  await session.release();
  return { input: { events, now: example.now }, scores: { probability: Number(scores.probability) } };
}
