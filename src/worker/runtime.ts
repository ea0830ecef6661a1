import type { Proposition } from '../decisioning/activity.ts';
import { decide } from '../decisioning/decide.ts';
import type { Displays } from '../decisioning/limits.ts';
import type { Trace } from '../decisioning/trace.ts';
import { EdgewiseError, toEdgewiseError, toPlainError } from '../errors.ts';
import { createArtifactStore } from '../registry/artifact-store.ts';
import { createDeviceStore, type DeviceStore } from '../registry/device-store.ts';
import { artifactBaseUrls } from '../registry/locations.ts';
import type { Manifest } from '../registry/manifest.ts';
import { createManifestSource } from '../registry/manifest-source.ts';
import { sessionOf } from '../visitor/session-context.ts';
import { createVisitor, type VisitorLocks } from '../visitor/visitor.ts';
import { evaluateExpression } from '../xdm/condition.ts';
import type { ExperienceEventInput } from '../xdm/event.ts';
import { newId } from '../xdm/new-id.ts';
import { mergeProfile, withSegments } from '../xdm/profile-update.ts';
import { createCountingFetch } from './counting-fetch.ts';
import { registryStoreName, visitorStoreName } from './databases.ts';
import { hintedOperators, hintsOf } from './hints.ts';
import { loadExtensions } from './load-extensions.ts';
import { createModelOpener } from './model-opener.ts';
import type {
  Conversion,
  Decision,
  DecisionRequest,
  HostEvent,
  HostOptions,
  Prediction,
  ProvidedResponse,
  ReadyState,
} from './protocol.ts';
import { createServices, isAct, type Services } from './services.ts';
import { servicesNeeded } from './services-needed.ts';

/** How long a store that is believed to be empty is left unopened, in milliseconds: a first decision comes before it. */
const quietMs = 100;

/** What a runtime needs of the worker that it lives in. */
export interface Environment {
  readonly fetch: typeof globalThis.fetch;
  readonly locks?: VisitorLocks | undefined;
  /** Called when only another worker helps. */
  readonly recycle?: (() => void) | undefined;
}

/** Manifest, models, visitor and decisions of one site on this device. */
export interface Runtime {
  /** Settles once: the manifest is in force, or it was not to be had. */
  ready(): Promise<ReadyState>;
  /** Another page begins with what is in force: to it that comes from the device, at once. The pages before may be gone. */
  rejoin(): void;
  provide(response: ProvidedResponse): void;
  /** What has been fetched so far. */
  traffic(): Pick<Decision, 'requests' | 'bytesFetched'>;
  track(events: readonly ExperienceEventInput[], again: boolean): Promise<readonly Conversion[]>;
  predict(serviceId: string): Promise<Prediction>;
  decide(request: DecisionRequest): Promise<Decision>;
  revalidate(): Promise<void>;
  forget(): Promise<void>;
}

/** Builds the runtime; it starts at once. */
export function createRuntime(
  options: HostOptions,
  emit: (event: HostEvent) => void,
  environment: Environment,
): Runtime {
  const began = performance.now();
  const clock = (): number => performance.now();
  const now = (): number => Date.now();
  const onError = (error: EdgewiseError): void => emit({ type: 'error', error: toPlainError(error) });
  const onFailure = (error: unknown): void => onError(toEdgewiseError(error, 'engine-failed', 'Edgewise'));

  const { manifestUrl, publicKey, operatorModules } = options;
  const network = createCountingFetch(environment.fetch);
  if (options.firstVisit) network.expect([manifestUrl]);
  let storageReported = false;
  const onStorageError = (error: EdgewiseError): void => {
    // Two databases, one device: the visitor's shop hears of it once.
    if (!storageReported) onError(error);
    storageReported = true;
  };
  const quiet = new Promise<void>((resolve) => setTimeout(resolve, quietMs));
  const openStore = (name: string, notBefore: Promise<void> | false): DeviceStore =>
    createDeviceStore({ name, onError: onStorageError, readAhead: options.readAhead?.[name], notBefore });
  const registryStore = openStore(registryStoreName, options.firstVisit && quiet);
  const visitorStore = openStore(visitorStoreName, options.newVisitor && quiet);
  const artifacts = createArtifactStore({
    store: registryStore,
    fetch: network.fetch,
    budgetBytes: options.storageBudgetBytes,
    assumeEmpty: options.firstVisit,
    now,
    onError,
    onProgress: ({ sha256, loadedBytes, totalBytes }) => emit({ type: 'progress', sha256, loadedBytes, totalBytes }),
  });
  const visitor = createVisitor({
    store: visitorStore,
    locks: environment.locks,
    now,
    randomId: newId,
    assumeNew: options.newVisitor,
    eventLimit: options.eventLimit,
    eventMaxAgeMs: options.eventMaxAgeMs,
    onError: (error) => (error.code === 'storage-unavailable' ? onStorageError(error) : onError(error)),
  });
  const source = createManifestSource({
    manifestUrl,
    publicKey,
    store: registryStore,
    artifacts,
    fetch: network.fetch,
    preferNetwork: options.firstVisit,
    onError: onFailure,
    onGeneration(manifest) {
      latest = manifest;
      // One after another: an earlier one that is slower to load must not end in force.
      switching = switching.then(() => switchTo(manifest)).catch(onFailure);
    },
  });
  const models = createModelOpener({
    loadRuntime: async (runtime, { signal }) => {
      // A manifest's models are loaded before it is in force.
      const manifest = [(await inForce).services.manifest, latest].find((known) => known?.runtimes?.[runtime]);
      const artifact = manifest?.runtimes?.[runtime];
      if (!artifact) {
        throw new EdgewiseError(
          'artifact-unavailable',
          `The manifest names no runtime "${runtime}"; publish it with its runtime`,
        );
      }
      const { sha256, bytes } = artifact;
      return artifacts.get(sha256, { bytes, baseUrls: artifactBaseUrls(manifestUrl, manifest.mirrors), signal });
    },
    onRecycleNeeded: environment.recycle,
  });

  models.prepare(['js'], hintedOperators(options.hints));

  const servicesOf = (manifest: Manifest): Services =>
    createServices({
      manifest,
      baseUrls: artifactBaseUrls(manifestUrl, manifest.mirrors),
      artifacts,
      models,
      operatorModules,
      onError,
      clock,
    });

  interface InForce {
    readonly services: Services;
    readonly source: 'cache' | 'network';
  }
  let manifestMs = 0;
  let inForce: Promise<InForce> = source.load().then(({ manifest, source: from }) => {
    manifestMs = clock() - began;
    return { services: servicesOf(manifest), source: from };
  });
  // Whoever asks hears of it; nobody asking is no failure of its own.
  inForce.catch(() => {});

  /** What is to be in force next. */
  let latest: Manifest | undefined;
  let switching: Promise<void> = Promise.resolve();

  /** The services in use are loaded from the new manifest before the old ones go. */
  const switchTo = async (manifest: Manifest): Promise<void> => {
    const before = await inForce;
    const next = servicesOf(manifest);
    // What fails is tried again when it is asked for; on a later page view the manifest, such as a pause, would hold all the same.
    await next.load(before.services.loaded.filter((id) => Object.hasOwn(manifest.services, id))).catch(onFailure);
    inForce = Promise.resolve({ services: next, source: 'network' });
    emit({ type: 'update', generation: manifest.generation, status: manifest.status ?? 'live' });
    await before.services.release();
  };

  const reportProblem = (problem: string): void => onError(new EdgewiseError('manifest-invalid', problem));

  /** How often each activity was displayed, for a manifest that caps it; they go on being counted when the event log drops them. */
  const displaysFor = async ({ activities }: Manifest): Promise<Readonly<Record<string, Displays>> | undefined> => {
    if (!activities.some(({ frequencyCap }) => frequencyCap)) return undefined;
    const { countDisplays, logDisplays } = await import('../visitor/display-log.ts');
    return countDisplays(await visitor.updateDisplays((stored, events) => logDisplays(stored, events, now())), now());
  };

  const enrich = (
    profileWritten: Parameters<typeof mergeProfile>[1],
    segments: Readonly<Record<string, boolean>>,
    at: number,
  ) =>
    visitor
      .updateProfile((stored) => withSegments(mergeProfile(stored, profileWritten), segments, at))
      .catch(onFailure);

  return {
    async ready() {
      const { services, source: from } = await inForce;
      return { status: 'complete', source: from, generation: services.manifest.generation };
    },
    rejoin() {
      network.release();
      storageReported = false;
      registryStore.retry();
      visitorStore.retry();
      manifestMs = 0;
      inForce = inForce.then(({ services }) => ({ services, source: 'cache' }));
      inForce.catch(() => {});
    },
    provide: network.provide,
    traffic: () => ({ requests: network.requests, bytesFetched: network.bytesFetched }),
    async track(events, again) {
      const added = await visitor.append(events);
      const log = await visitor.events();
      // On a first visit no event waits for the manifest to be acknowledged.
      if (log.every(isAct)) return [];
      const { manifest } = (await inForce).services;
      const { activities } = manifest;
      const counted = displaysFor(manifest);
      if (!activities.some(({ goal }) => goal)) return counted.then(() => []);
      const [{ findConversions }, extensions] = await Promise.all([
        import('./find-conversions.ts'),
        loadExtensions(manifest),
        counted,
      ]);
      return findConversions({
        activities,
        log,
        events: again ? events : added,
        evaluate: (expression, data, onProblem) =>
          evaluateExpression(expression, data, onProblem, extensions?.operators),
        onProblem: reportProblem,
      });
    },
    async predict(serviceId) {
      const { services } = await inForce;
      const [events, profile] = await Promise.all([visitor.events(), visitor.profile()]);
      const result = await services.predict(serviceId, { events, profile, now: now() });
      if (result.profile !== profile) void enrich(result.profile, {}, now());
      return result.prediction;
    },
    async decide({ scopes, page, preview, profileOverrides }) {
      const asked = clock();
      const { services, source: from } = await inForce;
      const { manifest } = services;
      const [events, stored, visitorId] = await Promise.all([visitor.events(), visitor.profile(), visitor.visitorId()]);
      const needed = servicesNeeded(
        manifest,
        scopes.map((asked) => (typeof asked === 'string' ? asked : asked?.scope)),
      );
      const opened = clock();
      const [extensions, displays] = await Promise.all([
        loadExtensions(manifest),
        displaysFor(manifest),
        services.load(needed).catch(() => {}),
      ]);
      const loaded = clock();
      const at = now();
      let profile = profileOverrides ? mergeProfile(stored, profileOverrides) : stored;
      const predictions: Record<string, Prediction> = {};
      const scores: Record<string, Prediction['scores']> = {};
      for (const id of needed) {
        try {
          const result = await services.predict(id, { events, profile, now: at });
          profile = result.profile;
          predictions[id] = result.prediction;
          scores[id] = result.prediction.scores;
        } catch (error) {
          // The other scores still decide; conditions over this one are false.
          onFailure(error);
        }
      }
      const scored = clock();
      const acts = events.filter(isAct);
      const result = decide({
        manifest,
        context: { event: acts.at(-1), profile, scores, session: sessionOf(acts, at), page, displays },
        visitorId,
        scopes,
        now: at,
        explain: true,
        preview,
        extensions,
      });
      const decided = clock();
      for (const problem of result.problems) reportProblem(problem);
      // What was only tried on the visitor stays out of the stored profile.
      if (!profileOverrides && (profile !== stored || withSegments(profile, result.segments, at) !== profile))
        void enrich(profile, result.segments, at);
      return {
        propositions: result.propositions satisfies readonly Proposition[],
        traces: result.traces satisfies readonly Trace[],
        predictions,
        segments: Object.keys(result.segments).filter((id) => result.segments[id]),
        events,
        profile,
        generation: manifest.generation,
        status: manifest.status,
        source: from,
        hints: hintsOf(manifestUrl, manifest, needed),
        timings: {
          manifest: manifestMs,
          visitor: opened - asked,
          models: loaded - opened,
          scores: scored - loaded,
          rules: decided - scored,
        },
        requests: network.requests,
        bytesFetched: network.bytesFetched,
      };
    },
    async revalidate() {
      await source.revalidate();
    },
    async forget() {
      // A decision that is under way writes nothing more.
      void visitor.dispose();
      // The worker may outlive it.
      void inForce.then(({ services }) => services.release()).catch(() => {});
      await Promise.all([visitor.clear(), source.dispose().then(artifacts.dispose).then(registryStore.clear)]);
    },
  };
}
