import { readPreviewLink, withPreviewLink } from '../../registry/preview-link.ts';
import { document } from '../document.ts';
import type { EdgewiseEvents } from '../events.ts';
import type { ResolvedOptions } from '../options.ts';
import type { Outcome } from '../outcomes/outcome.ts';
import type { EdgewiseSlot } from '../slot-element.ts';
import type { Overlay, OverlayAccess, OverlayHistory } from './access.ts';
import { fetchManifest } from './fetch-manifest.ts';
import { oddSwitchesInWords } from './odd-switches.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { measureOverflow, watchOverflow } from './overflow.ts';
import { createPanel } from './panel.ts';
import { previewsAllowedUntil } from './permission.ts';
import { readPreviewSession, savePreviewSession } from './preview-session.ts';
import { showLate } from './show-late.ts';
import type { FilledScope, OverlayActions, OverlayState } from './state.ts';
import { unknownOptionsInWords } from './unknown-options.ts';
import { watchRequestsSinceLoad } from './watch-requests.ts';

const unchecked =
  'The manifest is signed, but this page gives no publicKey (data-public-key) to check it by, and would take any other.';

/** What of the past the overlay takes up. */
const toldAgain = ['decision', 'filled', 'measured', 'display', 'interact', 'convert', 'error'] as const;

/**
 * Starts the overlay: previews and explains what the page decides. A file of its own, which is loaded when the page's address or its script asks
 * for it.
 * @returns undefined when the address asks for nothing, or for what neither the page's options nor a signature allow.
 */
export async function startOverlay(access: OverlayAccess): Promise<Overlay | undefined> {
  const { edgewise, options, renderer } = access;
  const { manifestUrl, publicKey, preview } = options;
  const link = readPreviewLink(location.search);
  const session = readPreviewSession(sessionStorage);
  const permission = { preview, publicKey, allowedUntil: session.allowedUntil, now: Date.now() };
  const allowedUntil = await previewsAllowedUntil(link, permission);
  // Those of the script tag's client, which alone has a queue, were written as attributes.
  const tag = 'q' in edgewise ? document.querySelector<HTMLScriptElement>('script[data-manifest-url]') : null;
  const oddOptions = [...unknownOptionsInWords(options, 'q' in edgewise), ...oddSwitchesInWords(tag?.dataset ?? {})];
  if (allowedUntil === undefined) {
    // The key itself may be what is misspelt.
    for (const sentence of oddOptions) console.warn(`edgewise: ${sentence}`);
    return undefined;
  }
  // The pages that the overlay leads to are not signed, so the tab remembers.
  const rememberPermission = (): void => {
    if (Number.isFinite(allowedUntil)) savePreviewSession(sessionStorage, { allowedUntil });
  };
  rememberPermission();
  if (session.focused !== undefined) savePreviewSession(sessionStorage, { focused: undefined });

  let state: OverlayState = {
    filled: new Map(),
    overflows: new Map(),
    measured: new Map(),
    pageScopes: [],
    requestsSinceLoad: [],
    errors: oddOptions,
    outcomes: [],
    toldTo: toldTo(options),
    target: link?.target,
    // Away from the addresses that ask for it, the page is the visitor's own.
    profileOverrides: link ? session.profileOverrides : {},
    needsReload: false,
  };
  const change = (next: Partial<OverlayState>): void => {
    state = { ...state, ...next };
    panel.show(state);
  };

  const addError = (error: string): void => change({ errors: [...new Set([...state.errors, error])] });
  const fill = (filled: readonly (readonly [scope: string, FilledScope])[]): void =>
    change({ filled: new Map(filled), overflows: measureOverflow() });

  const go = (target: OverlayState['target']): void => {
    savePreviewSession(sessionStorage, { focused: panel.focused });
    const address = withPreviewLink(location.href, { debug: true, ...(target && { target }) });
    if (address === location.href) location.reload();
    else location.assign(address);
  };
  const actions: OverlayActions = {
    preview: go,
    reload: () => go(state.target),
    override(profileOverrides) {
      savePreviewSession(sessionStorage, { profileOverrides });
      change({ profileOverrides, needsReload: true });
      explain();
    },
    clearVisitor() {
      void access.forget().then(() => {
        // What the tab remembers was deleted with the visitor.
        rememberPermission();
        savePreviewSession(sessionStorage, { focused: panel.focused });
        location.reload();
      });
    },
  };
  const panel = createPanel(actions, () => explain());

  /** What the device would decide by now, for the page's scopes and all others of the manifest. */
  const explain = oneAtATime(async () => {
    if (!panel.isOpen) return;
    const slots = [...document.querySelectorAll<EdgewiseSlot>('edgewise-slot')];
    const pageScopes = [...new Set(slots.map(({ scope }) => scope))];
    const fetched = state.manifest ? undefined : await fetchManifest(manifestUrl, publicKey);
    const manifest = fetched?.manifest ?? state.manifest;
    if (fetched?.isUnchecked) addError(unchecked);
    const others = (manifest?.activities ?? [])
      .map(({ scope }) => scope)
      .filter((scope) => !pageScopes.includes(scope));
    try {
      const asked = [...slots.map(({ scope, max }) => ({ scope, max })), ...others];
      const latestDecision = await access.explain(asked);
      change({ pageScopes, manifest, latestDecision, overflows: measureOverflow() });
    } catch (error) {
      change({ pageScopes });
      listeners.error(error as EdgewiseEvents['error']);
    }
  });

  /** The page's own record may tell of it a second time. */
  const addOutcome = (outcome: Outcome): void => {
    if (state.outcomes.every(({ event }) => event._id !== outcome.event._id))
      change({ outcomes: [...state.outcomes, outcome] });
  };

  const listeners = {
    decision(decision) {
      const { pageDecision = decision } = state;
      change({ latestDecision: decision, ...(decision.scopes.length > 0 && { pageDecision }) });
      if (!decision.late || !overlay.request) return;
      void showLate(decision, renderer).then((shown) => fill([...state.filled, ...shown]));
    },
    filled({ scope, proposition, heldMs }) {
      const experience = proposition.scopeDetails.experience.id;
      const experiences = [...new Set([...(state.filled.get(scope)?.experiences ?? []), experience])];
      fill([...state.filled, [scope, { experiences, heldMs }]]);
    },
    measured(detail) {
      change({ measured: new Map([...state.measured, [detail.proposition.id, detail]]) });
    },
    error({ code, message }) {
      addError(`${code}: ${message}`);
    },
    display: addOutcome,
    interact: addOutcome,
    convert: addOutcome,
    track: () => explain(),
    update({ status }) {
      change({ manifest: undefined });
      if (status === 'paused') fill([]);
      explain();
    },
  } satisfies { readonly [Name in keyof EdgewiseEvents]?: (detail: EdgewiseEvents[Name]) => void };
  const names = Object.keys(listeners) as (keyof typeof listeners)[];
  const ends = names.map((name) => edgewise.on(name, listeners[name] as (detail: unknown) => void));
  ends.push(
    watchOverflow((overflows) => change({ overflows })),
    watchRequestsSinceLoad(new Set([import.meta.url, manifestUrl]), (urls) => change({ requestsSinceLoad: [...urls] })),
  );

  let toldHistory = false;
  const tell = (history: OverlayHistory): void => {
    if (toldHistory) return;
    toldHistory = true;
    for (const [told, detail] of history) {
      const name = toldAgain.find((known) => known === told);
      if (name) listeners[name](detail as never);
    }
  };

  const overlay: Overlay = {
    get request() {
      const { target, profileOverrides } = state;
      const hasOverrides = Object.keys(profileOverrides).length > 0;
      if (!target && !hasOverrides) return undefined;
      return { ...(target && { preview: target }), ...(hasOverrides && { profileOverrides }) };
    },
    open(history = []) {
      tell(history);
      panel.open();
    },
    dispose() {
      for (const end of ends) end();
      panel.dispose();
    },
  };
  panel.show(state);
  if (link) void whenParsed().then(() => panel.start(link.debug, session.focused));
  return overlay;
}

/** Who is told of outcomes, by name. */
function toldTo({ reporters = [], reportUrl }: ResolvedOptions): readonly string[] {
  const tools = reporters.map((reporter) =>
    typeof reporter === 'string' ? reporter : reporter.name || 'a function of the page',
  );
  return reportUrl === undefined ? tools : [...tools, reportUrl];
}

/** Resolves when all slots of the document are there. */
function whenParsed(): Promise<unknown> {
  if (document.readyState !== 'loading') return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
}
