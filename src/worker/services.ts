import type { ExecutionProvider, Session } from '../engine/session.ts';
import { EdgewiseError, missingChunk, toEdgewiseError } from '../errors.ts';
import { createGraph, type Graph } from '../pipeline/create-graph.ts';
import { parseGraph } from '../pipeline/graph-plan.ts';
import { loadOperators } from '../pipeline/load-operators.ts';
import type { ArtifactStore } from '../registry/artifact-store.ts';
import type { Manifest, Model, SelfCheck, Service } from '../registry/manifest.ts';
import type { ExperienceEvent } from '../xdm/event.ts';
import { readPath } from '../xdm/path.ts';
import type { Profile } from '../xdm/profile.ts';
import type { ModelOpener } from './model-opener.ts';
import type { Prediction } from './protocol.ts';

/** The visit as a service sees it. */
export interface Visit {
  readonly events: readonly ExperienceEvent[];
  readonly profile: Profile;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The services of one manifest, each loaded when it is first asked for. */
export interface Services {
  readonly manifest: Manifest;
  /**
   * Scores a visit.
   * @returns the prediction, and the profile with what the graph wrote into it.
   */
  predict(serviceId: string, visit: Visit): Promise<{ readonly prediction: Prediction; readonly profile: Profile }>;
  /** Loads services ahead of being asked. */
  load(serviceIds: readonly string[]): Promise<void>;
  /** Ids of the services that were asked for. */
  readonly loaded: readonly string[];
  /** Frees the models once what is being scored has its scores. A decision that goes on with these services loads them anew. */
  release(): Promise<void>;
}

/** What services are made of. */
export interface ServicesOptions {
  readonly manifest: Manifest;
  /** Folders that hold `artifacts/<sha256>`, in the order in which they are tried. */
  readonly baseUrls: readonly string[];
  readonly artifacts: ArtifactStore;
  readonly models: ModelOpener;
  readonly operatorModules: readonly string[];
  /** Told of a self-check that failed, after the next provider took over. */
  readonly onError: (error: EdgewiseError) => void;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
}

interface LoadedService {
  readonly service: Service;
  readonly graph: Graph;
  readonly sessions: Readonly<Record<string, Session>>;
}

/** Relative difference up to which a score counts as the one that was published. */
const selfCheckTolerance = 1e-4;

/** Whether the visitor did it: a display is the page's doing. */
export const isAct = ({ eventType }: ExperienceEvent): boolean => eventType !== 'decisioning.propositionDisplay';

/** Makes the services of a manifest available. */
export function createServices(options: ServicesOptions): Services {
  const { manifest, baseUrls, artifacts, models, operatorModules, onError, clock } = options;
  const loading = new Map<string, Promise<LoadedService>>();
  /** Settles when nothing is being scored. */
  let scoring: Promise<unknown> = Promise.resolve();

  const createModelSession = async (model: Model, without: ReadonlySet<ExecutionProvider>): Promise<Session> => {
    const { sha256, bytes } = model;
    const executionProviders = model.executionProviders.filter((provider) => !without.has(provider));
    models.prepare(executionProviders[0], model.operators);
    return models.open(await artifacts.get(sha256, { bytes, baseUrls }), executionProviders);
  };

  /** The code that imports custom operators is loaded for a graph that has one. */
  const customOperatorsOf = async (graph: Service['graph']) => {
    const operators = readPath(graph, 'nodes[*].op');
    if (!Array.isArray(operators) || !operators.includes('custom')) return {};
    const { loadCustomOperators } = await import('./custom-operators.ts').catch(missingChunk);
    return loadCustomOperators(graph, operatorModules, baseUrls[0] ?? '');
  };

  const loadService = async (
    id: string,
    without: ReadonlySet<ExecutionProvider> = new Set(),
  ): Promise<LoadedService> => {
    const service = Object.hasOwn(manifest.services, id) ? manifest.services[id] : undefined;
    if (!service) {
      const known = Object.keys(manifest.services).join(', ') || 'none';
      throw new EdgewiseError('input-invalid', `The manifest has no service "${id}"; it has ${known}`);
    }
    const sessions: Record<string, Session> = {};
    const creating = Object.entries(service.models).map(async ([name, model]) => {
      sessions[name] = await createModelSession(model, without);
    });
    try {
      // While the models are on their way, the graph is read as far as it can be without them.
      const [parsed, customOperators] = await Promise.all([
        loadOperators(service.graph).then((operators) => parseGraph(service.graph, operators)),
        customOperatorsOf(service.graph),
        ...creating,
      ]);
      const bound = { sessions, customOperators, serviceId: id, serviceVersion: service.version };
      const graph = createGraph(parsed, bound);
      const loaded = { service, graph, sessions };
      const wrong = await findMismatch(loaded);
      if (!wrong) return loaded;
      const { excludeProviders } = await import('./failed-self-check.ts').catch(missingChunk);
      const { excluded, reportOf } = excludeProviders({ id, service, sessions, without, wrong });
      await releaseAll(sessions);
      const replaced = await loadService(id, excluded);
      onError(reportOf(replaced.sessions));
      return replaced;
    } catch (error) {
      await Promise.allSettled(creating);
      await releaseAll(sessions);
      throw error;
    }
  };

  const get = (id: string): Promise<LoadedService> => {
    let service = loading.get(id);
    if (!service) {
      service = loadService(id).catch((error: unknown) => {
        // A failure may be one of the network: the next page view, or the next question, tries again.
        loading.delete(id);
        throw toEdgewiseError(error, 'engine-failed', `Service "${id}" could not be loaded`);
      });
      loading.set(id, service);
    }
    return service;
  };

  return {
    manifest,
    get loaded() {
      return [...loading.keys()];
    },
    async predict(serviceId, visit) {
      const { service, graph, sessions } = await get(serviceId);
      const began = clock();
      const run = graph.run({ ...visit, current: visit.events.findLast(isAct) });
      // Without their values, of which each would hold all before it.
      scoring = Promise.allSettled([scoring, run]).then(() => {});
      const { scores, features, profile } = await run;
      const durationMs = clock() - began;
      const [first = ''] = Object.keys(service.models);
      const prediction: Prediction = {
        scores,
        features,
        durationMs,
        executionProvider: sessions[first]?.executionProvider ?? 'js',
        serviceVersion: service.version,
      };
      return { prediction, profile };
    },
    async load(serviceIds) {
      await Promise.all(serviceIds.map(get));
    },
    async release() {
      const all = await Promise.allSettled(loading.values());
      loading.clear();
      await scoring;
      for (const result of all) if (result.status === 'fulfilled') await releaseAll(result.value.sessions);
    },
  };
}

async function releaseAll(sessions: Readonly<Record<string, Session>>): Promise<void> {
  await Promise.all(Object.values(sessions).map((session) => session.release()));
}

/** Runs the published samples; says which score is off, or `undefined` when all are as published. */
async function findMismatch({ service, graph }: LoadedService): Promise<string | undefined> {
  const samples: readonly SelfCheck[] = [service.selfCheck ?? []].flat();
  for (const { input, scores } of samples) {
    const events = input.events as readonly ExperienceEvent[];
    const result = await graph.run({ events, profile: input.profile ?? {}, now: input.now });
    for (const [name, expected] of Object.entries(scores)) {
      const actual = result.scores[name];
      if (!isSame(actual, expected)) return `${name} is ${String(actual)} where ${String(expected)} was published`;
    }
  }
  return undefined;
}

function isSame(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && actual.length === expected.length && expected.every((e, i) => isSame(actual[i], e));
  }
  if (typeof expected !== 'number' || typeof actual !== 'number') return actual === expected;
  return Math.abs(actual - expected) <= selfCheckTolerance * Math.max(1, Math.abs(expected));
}
