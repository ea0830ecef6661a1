import type { Proposition } from '../decisioning/activity.ts';
import type { ScopeRequest } from '../decisioning/decide.ts';
import { EdgewiseError, fromPlainError } from '../errors.ts';
import { readAhead } from '../registry/read-ahead.ts';
import { type Consent, resolveConsent } from '../visitor/consent.ts';
import type { ReadyState } from '../worker/protocol.ts';
import type { ExperienceEventInput } from '../xdm/event.ts';
import { type Click, watchClicks } from './click.ts';
import { collectPageViews } from './collector.ts';
import type { Delivery } from './delivery.ts';
import { document } from './document.ts';
import type { Edgewise } from './edgewise.ts';
import { createEmitter } from './emitter.ts';
import { createErrorReporter } from './error-reporter.ts';
import type { DecisionDetail, EdgewiseEvents } from './events.ts';
import type { Loaders, PageFiles } from './loaders.ts';
import { type EdgewiseOptions, findConsentProblem, findOptionProblem, resolveOptions } from './options.ts';
import type { Overlay } from './overlay/access.ts';
import { readPageContext } from './page-context.ts';
import { createPageStorage, isEvent, type Left, waitingLimit } from './page-storage.ts';
import { prefetch } from './prefetch.ts';
import { afterPaint } from './render/after-paint.ts';
import { createHtmlRenderer } from './render/html.ts';
import { needsDelivery } from './render/needs-delivery.ts';
import { createSlots, type SlotRequest } from './slots.ts';
import { createWhenActivated } from './when-activated.ts';
import { createWorkerLink, type ToldEvent, type WorkerLink } from './worker-link.ts';

const readyDeadlineMs = 30_000;
/** How long after the runtime stands the manifest is asked for where no decision comes first, in milliseconds. */
const revalidateMs = 1_000;

/** Builds the client; `createEdgewise` and the script tag give it their loaders. */
export function createClient(given: EdgewiseOptions, loaders: Loaders): Edgewise {
  const problem = findOptionProblem(given, document.baseURI);
  const options = resolveOptions(problem ? { manifestUrl: '' } : given, document.baseURI);
  const { on, emit } = createEmitter<EdgewiseEvents>();
  const storage = createPageStorage(options.manifestUrl);
  let link: WorkerLink | undefined;
  let disposed = !options.enabled;
  let resolveReady: (state: ReadyState | Promise<ReadyState>) => void = () => {};
  /** As consent stands: of the start that it led to, or will lead to. */
  let ready = new Promise<ReadyState>((resolve) => {
    resolveReady = resolve;
  });

  const report = createErrorReporter(emit);
  const refuse = (message: string): void => report(new EdgewiseError('input-invalid', message));

  const onHostEvent = (event: ToldEvent): void => {
    if (event.type === 'error') return report(fromPlainError(event.error));
    emit(event.type, event);
    if (event.type === 'update') takeBackIfPaused(event);
  };
  const takeBackIfPaused = ({ status, generation }: Pick<DecisionDetail, 'status' | 'generation'>): void => {
    if (status === 'paused') withDelivery((loaded) => loaded.pause(generation));
  };

  const consent = (): Consent =>
    resolveConsent(options, storage.consent(), (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl);

  const open = (): WorkerLink =>
    createWorkerLink({
      createWorker: (attempt) => loaders.createWorker(options, attempt),
      onEvent: onHostEvent,
      whenActivated,
    });

  let revalidated = false;
  const start = (): void => {
    if (link || disposed || problem) return;
    const opened = open();
    link = opened;
    const { manifestUrl, publicKey, storageBudgetBytes, eventLimit, eventMaxAgeMs, operatorModules } = options;
    const hints = storage.hints();
    const hostOptions = {
      manifestUrl,
      publicKey,
      storageBudgetBytes,
      eventLimit,
      eventMaxAgeMs,
      operatorModules,
      firstVisit: !hints,
      newVisitor: storage.beginVisitor(),
      hints,
    };
    // Before the worker: its script would take the connection that stands, and keep it while the manifest waits for another.
    if (!hints) {
      void prefetch({
        manifestUrl,
        onResponse: opened.provide,
        kernelUrl: loaders.kernelUrl,
        onDeliveryNeeded: loadDelivery,
      });
    }
    ready = new Promise((resolve) => {
      // What comes first holds.
      whenActivated(() => setTimeout(resolve, readyDeadlineMs, { status: 'timeout' }));
      opened.start(hostOptions, hints && readAhead(hints.stored)).then(
        (state) => {
          if (link === opened && !hints) storage.saveHints({ stored: {}, operators: [] });
          revalidated ||= state.source === 'network';
          resolve(state);
        },
        (error: unknown) => {
          report(error);
          resolve({ status: 'failed' });
        },
      );
    });
    resolveReady(ready);
    void ready.then((state) => {
      // A page without slots decides nothing that the question for a newer manifest could wait for.
      setTimeout(revalidateSoon, revalidateMs);
      performance.mark('edgewise:ready');
      emit('ready', state);
    });
    renderer.prepare();
    takeUp();
    if (waitingScopes[0]) void decideSlots(waitingScopes.splice(0));
  };

  /** Whether the page is being left, or lies in the back-forward cache: a worker that it started would be lost, or in the way. */
  let isLeft = false;
  /** Events that wait for consent, or are not known to lie on the device yet; clicks that delivery.js, on its way, has yet to count. */
  const unfinished = new Set<Left>();
  const send = (event: ExperienceEventInput, again?: boolean): void => {
    unfinished.add(event);
    if (isLeft) return leave();
    link?.call('track', [event], again).then(
      (conversions) => {
        // What was left is heard of by whoever takes it up.
        if (unfinished.delete(event) && conversions[0]) withDelivery((loaded) => loaded.converted(conversions));
      },
      (error: EdgewiseError) => {
        // What no worker can be told will not be told by the next page view.
        if (error.code === 'input-invalid') unfinished.delete(event);
        report(error);
      },
    );
  };
  const countClick = (click: Click): void => {
    unfinished.add(click);
    withDelivery((loaded) => unfinished.delete(click) && loaded.clicked(click));
  };
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const whenActivated = createWhenActivated(signal);
  /** What leaves the page ends the worker, too; the page view that comes next takes up what was not stored, or not counted. */
  const leave = (): void => {
    isLeft = true;
    // Without a link there is no consent, or no longer.
    if (link && unfinished.size) {
      storage.leave([...unfinished]);
      unfinished.clear();
    }
    // WebKit would keep the worker in the back-forward cache with its lock and its transaction, and the next page would wait for both.
    link?.suspend();
  };
  /** Goes on with what waited, and with what page views, this one perhaps among them, left. */
  const takeUp = (): void => {
    for (const left of [...unfinished, ...storage.takeUp()])
      if (isEvent(left)) send(left, true);
      else countClick(left);
  };
  const onPageShow = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted) return;
    isLeft = false;
    // A page in the back-forward cache does not hear what is chosen in another.
    applyConsent();
    if (!link) return;
    takeUp();
    // What other pages have heard of meanwhile.
    explain([]).then(takeBackIfPaused, report);
  };
  addEventListener('pagehide', leave, { signal });
  addEventListener('pageshow', onPageShow, { signal });

  const track = (event: ExperienceEventInput): void => {
    if (disposed || (!link && consent() === 'out')) return;
    // Its moment is now, whenever consent comes; its id, which on an insecure page the worker gives, keeps it from being stored twice,
    // however often it is sent.
    const stamped = { _id: crypto.randomUUID?.(), timestamp: new Date().toISOString(), ...event };
    send(stamped);
    const [oldest = stamped] = unfinished;
    if (!link && unfinished.size > waitingLimit) unfinished.delete(oldest);
    emit('track', stamped);
  };

  /** The link, which with the consent that it was opened for goes for good: what that led to must not be shown under a later one. */
  const linkFor = (method: string, expected = link): WorkerLink => {
    if (disposed) throw new EdgewiseError('disposed', 'Edgewise is off; create it anew');
    if (!link || link !== expected) {
      throw new EdgewiseError('consent-required', `${method} needs consent; call setConsent('in') once given`);
    }
    return link;
  };

  /** Where a file cannot be had, the page goes on without what it does. */
  const loadFile = <Name extends keyof PageFiles>(name: Name): Promise<PageFiles[Name] | undefined> =>
    loaders.load(name).catch((cause: unknown) => {
      const message = `${name}.js could not be loaded (${cause}); serve it beside edgewise.js`;
      return report(new EdgewiseError('artifact-unavailable', message, { cause }));
    });

  let overlay: Promise<Overlay | undefined> | undefined;
  const loadOverlay = (): typeof overlay =>
    (overlay ??= loadFile('overlay').then((file) =>
      file?.startOverlay({ edgewise, options, renderer, explain, forget }).catch(report),
    ));
  /** What a preview shows is not what the visitor was given: it is neither kept nor counted. */
  let preview = false;
  const explain = async (asked: readonly ScopeRequest[]): Promise<DecisionDetail> => {
    const request = (await overlay)?.request;
    await new Promise<void>(whenActivated);
    preview = !!request;
    const began = performance.now();
    const decision = await linkFor('decide').call('decide', { scopes: asked, page: readPageContext(), ...request });
    const decidedAt = performance.now();
    return {
      ...decision,
      scopes: decision.traces.map(({ scope }) => scope),
      late: false,
      preview,
      decidedAt,
      durationMs: decidedAt - began,
    };
  };

  let loadingDelivery: Promise<Delivery | undefined> | undefined;
  const loadDelivery = (): Promise<Delivery | undefined> =>
    (loadingDelivery ??= loadFile('delivery').then((file) =>
      file?.createDelivery({ options, renderer, consent, decide: decideFor, track, emit, report }),
    ));

  const withDelivery = (act: (loaded: Delivery) => void): void =>
    void loadDelivery()
      .then((loaded) => loaded && act(loaded))
      .catch(report);

  const decideFor = async (asked: readonly ScopeRequest[]): Promise<readonly Proposition[]> => {
    const askedOf = link;
    const detail: { -readonly [Key in keyof DecisionDetail]: DecisionDetail[Key] } = await explain(asked);
    // The visitor may have taken consent back meanwhile: nothing of it is shown or kept, even if it has been given again.
    linkFor('decide', askedOf);
    const { propositions, scopes } = detail;
    performance.mark('edgewise:decision');
    const apart = new Set(propositions.filter(needsDelivery).map(({ scope }) => scope));
    slots.settle(
      scopes.filter((scope) => !apart.has(scope)),
      detail,
    );
    if (apart.size || loadingDelivery) {
      const loaded = await loadDelivery();
      linkFor('decide', askedOf);
      detail.propositions = loaded
        ? loaded.apply(detail)
        : propositions.filter((proposition) => !needsDelivery(proposition));
      slots.settle([...apart], detail);
    }
    emit('decision', detail);
    if (link) storage.saveHints(detail.hints);
    revalidateSoon();
    return detail.propositions;
  };

  const revalidateSoon = (): void => {
    if (revalidated) return;
    revalidated = true;
    // Behind the paint of the slots, so that no request stands between the navigation and what the visitor sees.
    setTimeout(() => void link?.call('revalidate').catch(report), 50);
  };

  /** What slots asked for that came before consent. */
  const waitingScopes: SlotRequest[] = [];
  const decideSlots = async (asked: readonly SlotRequest[]): Promise<unknown> => {
    if (!link && !disposed && consent() === 'pending') return waitingScopes.push(...asked);
    decideFor(asked).catch((error: unknown) => {
      slots.settle(asked.map(({ scope }) => scope));
      report(error);
    });
    // A worker that is not there yet, or busy, is told more at once.
    return link?.call('ping');
  };

  const renderer = createHtmlRenderer(() => loadFile('sanitizer'));
  const forget = async (isChosen?: boolean): Promise<void> => {
    unfinished.clear();
    let doomed = link;
    link = undefined;
    ready = Promise.resolve({ status: 'failed' });
    resolveReady(ready);
    // A shop that empties its own storage takes the mark along, but not what it stands for.
    if (storage.forget() || (isChosen && (await readAhead({ edgewise: [] }).catch(() => {})))) doomed ??= open();
    if (!doomed) return;
    // The mark stays until nothing is left to delete: this page may be gone before, or its worker be lost.
    await doomed.call('forget').then(() => consent() === 'out' && storage.forget(true), report);
    doomed.dispose();
  };

  const applyConsent = (isChosen?: boolean): void => {
    const current = consent();
    if (current === 'in') start();
    else if (current === 'out') void forget(isChosen);
    else {
      link?.dispose();
      link = undefined;
    }
  };
  // What the visitor chose in another tab holds here too.
  storage.onConsent(applyConsent, signal);
  if (problem || disposed) {
    resolveReady({ status: 'failed' });
    if (problem) queueMicrotask(() => refuse(problem));
  } else applyConsent();
  // Behind the start, so that the worker is on its way.
  const slots = createSlots({
    budgetMs: options.decisionBudgetMs,
    renderer,
    mayFill: () => link,
    keptFor: (scope) => link && storage.kept(scope),
    onScopes: decideSlots,
    onFilled(filling) {
      performance.mark('edgewise:filled');
      emit('filled', filling);
      watchClicks(filling.elements, () => {
        countClick({
          proposition: filling.proposition,
          decision: filling.decision,
          timestamp: new Date().toISOString(),
        });
      });
      // Behind the paint: nothing that the visitor waits for needs it.
      afterPaint((paintedAt) => withDelivery((loaded) => loaded.shown({ ...filling, paintedAt })));
    },
    report,
    keep: (...kept) => preview || (link && storage.keep(...kept)),
  });
  // Nobody waits for a page that is rendered ahead; until then its own CSS holds the slots.
  whenActivated(() => {
    slots.takeCharge();
    // In the same task, before the slots ask for the decision that is to know of it.
    if (options.trackPageViews && !disposed)
      collectPageViews((event) => {
        revalidated = false;
        track(event);
      }, signal);
  });

  const edgewise: Edgewise = {
    get ready() {
      return ready;
    },
    track,
    predict: async (serviceId) => linkFor('predict').call('predict', serviceId),
    async decide(request) {
      if (Array.isArray(request?.scopes)) return decideFor(request.scopes);
      throw new EdgewiseError('input-invalid', 'scopes must be a list');
    },
    display(proposition, element) {
      if (!disposed) withDelivery((loaded) => loaded.display(proposition, element));
    },
    on(name, listener) {
      if (typeof listener === 'function') return on(name, listener);
      refuse(`The listener of ${name} must be a function`);
      return () => {};
    },
    setConsent(choice) {
      const wrong = findConsentProblem('consent', choice);
      // Taken for no choice, a word like 'denied' would bring back the default, which may be 'in'.
      if (wrong) return refuse(wrong);
      const isChosen = storage.consent() !== choice;
      storage.saveConsent(choice);
      applyConsent(isChosen);
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      lifetime.abort();
      leave();
      link?.dispose();
      link = undefined;
      if (loadingDelivery) withDelivery((loaded) => loaded.dispose());
      (await overlay)?.dispose();
      // Behind whoever takes them over: strict mode and hot reloading make the next client in the same task.
      slots.dispose();
    },
    async debug(history) {
      if (options.preview) (await loadOverlay())?.open(history);
    },
  };
  // Whether what the address asks for is allowed, the overlay itself finds out.
  if (/edgewise-/.test(location.search)) void loadOverlay();
  return edgewise;
}
