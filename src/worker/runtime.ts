import type { Displays } from '../decisioning/limits.ts';
import { EdgewiseError, missingChunk, toEdgewiseError, toPlainError } from '../errors.ts';
import { createArtifactStore } from '../registry/artifact-store.ts';
import { createDeviceStore, type DeviceStore } from '../registry/device-store.ts';
import { artifactBaseUrls } from '../registry/locations.ts';
import type { Manifest } from '../registry/manifest.ts';
import { createManifestSource } from '../registry/manifest-source.ts';
import { createVisitor, type VisitorLocks } from '../visitor/visitor.ts';
import { evaluateExpression } from '../xdm/condition.ts';
import type { ExperienceEvent, ExperienceEventInput } from '../xdm/event.ts';
import { newId } from '../xdm/new-id.ts';
import type { Profile } from '../xdm/profile.ts';
import { mergeProfile, withSegments } from '../xdm/profile-update.ts';
import { type CountingFetch, createCountingFetch } from './counting-fetch.ts';
import { registryStoreName, visitorStoreName } from './databases.ts';
import { decideVisit } from './decide-visit.ts';
import { hintedOperators } from './hints.ts';
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
import { createServicesInForce } from './services-in-force.ts';

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
  traffic: CountingFetch['traffic'];
  track(events: readonly ExperienceEventInput[], again?: boolean): Promise<readonly Conversion[]>;
  predict(serviceId: string): Promise<Prediction>;
  decide(request: DecisionRequest): Promise<Omit<Decision, 'requests' | 'bytesFetched'>>;
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
    onProgress: (progress) => emit({ type: 'progress', ...progress }),
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
  /** What is to be in force next. */
  let latest: Manifest | undefined;
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
      inForce.switchTo(manifest);
    },
  });
  const models = createModelOpener({
    loadRuntime: async (runtime, { signal }) => {
      // A manifest's models are loaded before it is in force.
      const manifest = [(await inForce.current()).services.manifest, latest].find(
        (known) => known?.runtimes?.[runtime],
      );
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

  models.prepare('js', hintedOperators(options.hints));

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

  let manifestMs = 0;
  const inForce = createServicesInForce({
    loading: source.load().then((loaded) => {
      manifestMs = clock() - began;
      return loaded;
    }),
    servicesOf,
    onSwitch: ({ generation, status }) => emit({ type: 'update', generation, status: status ?? 'live' }),
    onFailure,
  });

  const onProblem = (problem: string): void => onError(new EdgewiseError('manifest-invalid', problem));

  /** How often each activity was displayed, for a manifest that caps it; they go on being counted when the event log drops them. */
  const displaysFor = async (
    { activities }: Manifest,
    added: readonly ExperienceEvent[] = [],
  ): Promise<Readonly<Record<string, Displays>> | undefined> => {
    if (!activities.some(({ frequencyCap }) => frequencyCap)) return undefined;
    const { countDisplays, logDisplays } = await import('../visitor/display-log.ts').catch(missingChunk);
    return countDisplays(
      await visitor.updateDisplays((stored, events) => logDisplays(stored, [...events, ...added], now())),
      now(),
    );
  };

  const enrich = (written: Profile, segments: Readonly<Record<string, boolean>>, at: number): void =>
    void visitor.updateProfile((stored) => withSegments(mergeProfile(stored, written), segments, at)).catch(onFailure);

  return {
    async ready() {
      const { services, source: from } = await inForce.current();
      return { status: 'complete', source: from, generation: services.manifest.generation };
    },
    rejoin() {
      network.release();
      storageReported = false;
      registryStore.retry();
      visitorStore.retry();
      manifestMs = 0;
      inForce.rejoin();
    },
    provide(response) {
      network.provide(response);
      // Their kernels come while the manifest is verified.
      models.prepare('js', hintedOperators(response));
    },
    traffic: network.traffic,
    async track(events, again) {
      const added = await visitor.append(events);
      const log = await visitor.events();
      // On a first visit no event waits for the manifest to be acknowledged.
      if ([...log, ...added].every(isAct)) return [];
      const { manifest } = (await inForce.current()).services;
      const { activities } = manifest;
      // What came at once may have left the log already.
      const counted = displaysFor(manifest, added);
      if (!activities.some(({ goal }) => goal)) return counted.then(() => []);
      const [{ findConversions }, extensions] = await Promise.all([
        import('./find-conversions.ts').catch(missingChunk),
        loadExtensions(manifest),
        counted,
      ]);
      return findConversions({
        activities,
        log,
        events: again ? events : added,
        evaluate: (expression, data, onInvalid) =>
          evaluateExpression(expression, data, onInvalid, extensions?.operators),
        onProblem,
      });
    },
    async predict(serviceId) {
      const { services } = await inForce.current();
      const [events, profile] = await Promise.all([visitor.events(), visitor.profile()]);
      const result = await services.predict(serviceId, { events, profile, now: now() });
      if (result.profile !== profile) enrich(result.profile, {}, now());
      return result.prediction;
    },
    async decide(request) {
      const decision = await decideVisit(request, {
        manifestUrl,
        inForce: inForce.current(),
        visitor,
        displaysFor,
        enrich,
        now,
        clock,
        onFailure,
        onProblem,
      });
      return { ...decision, timings: { manifest: manifestMs, ...decision.timings } };
    },
    async revalidate() {
      await source.revalidate();
    },
    async forget() {
      // A decision that is under way writes nothing more.
      void visitor.dispose();
      // The worker may outlive it.
      void inForce
        .current()
        .then(({ services }) => services.release())
        .catch(() => {});
      await Promise.all([visitor.clear(), source.dispose().then(artifacts.dispose).then(registryStore.clear)]);
    },
  };
}
