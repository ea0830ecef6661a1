import { document } from '../document.ts';
import { renderDecisions } from './decisions-view.ts';
import { button, type Child, element } from './element.ts';
import { renderMeasurements } from './measurements-view.ts';
import css from './overlay.css?inline';
import { previewInWords } from './preview-in-words.ts';
import type { OverlayActions, OverlayState } from './state.ts';
import surroundings from './surroundings.css?inline';
import { createTabs } from './tabs.ts';
import { renderVisitor } from './visitor-view.ts';
import { whenAtRest } from './when-at-rest.ts';

const tag = 'edgewise-overlay';
const title = 'How this page decided';

const views: Readonly<Record<string, (state: OverlayState, actions: OverlayActions) => readonly Child[]>> = {
  Decisions: renderDecisions,
  Visitor: renderVisitor,
  Measurements: renderMeasurements,
};

/** The overlay's element on the page. */
export interface Panel {
  readonly isOpen: boolean;
  /** Key of the button in it that has the focus; empty where none has. */
  readonly focused: string;
  show(state: OverlayState): void;
  /**
   * Puts a button on the page that opens the overlay, or the overlay itself.
   * @param focused key of what had the focus in it before it had the page loaded anew, and gets it back; undefined: the page keeps it.
   */
  start(open: boolean, focused: string | undefined): void;
  /** Opens it on behalf of what has the focus on the page, which gets it back. */
  open(): void;
  dispose(): void;
}

/** Makes `<edgewise-overlay>`; it lies over the page and takes none of its space. */
export function createPanel(actions: OverlayActions, onOpen: () => void): Panel {
  const host = createHost();
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css + surroundings);
  root.adoptedStyleSheets = [sheet];

  const launcher = button('Edgewise', {
    key: 'launcher',
    attributes: { class: 'launcher', hidden: true },
    onClick: () => toggle(true),
  });
  const close = button('Close', { key: 'close', onClick: () => toggle(false) });
  const banner = element('p', { class: 'banner', role: 'status', hidden: true });
  const body = element('div', { id: 'body', role: 'tabpanel', tabindex: '0' });
  const tabs = createTabs({ names: Object.keys(views), label: title, panel: body, onSelect: showFromTop });
  const panel = element(
    'aside',
    { class: 'panel', 'aria-labelledby': 'title', hidden: true },
    element('header', {}, element('h2', { id: 'title' }, title), close),
    banner,
    tabs.element,
    body,
  );
  root.append(launcher, panel);

  let state: OverlayState | undefined;
  /** What on the page opened the overlay, and will again. */
  let opener: HTMLElement | undefined;
  /** Key of a button that is to have the focus once it is there. */
  let awaited: string | undefined;
  const keyOf = (focused: Element | null): string => focused?.getAttribute('data-key') ?? '';

  const lifetime = new AbortController();
  const render = whenAtRest(body, lifetime.signal, () => {
    if (panel.hidden || !state) return;
    const { activeElement } = root;
    const waits = activeElement === body && awaited !== undefined;
    const key = CSS.escape((waits && awaited) || keyOf(activeElement));
    const hadFocus = waits || (activeElement !== body && body.contains(activeElement));
    // What is written into a form is nowhere else until it is sent.
    const written = [...body.querySelectorAll<HTMLInputElement>('form input')];
    body.replaceChildren(element('div', {}, views[tabs.selected]?.(state, actions)));
    for (const input of body.querySelectorAll<HTMLInputElement>('form input'))
      input.value = written.find((before) => keyOf(before) === keyOf(input))?.value ?? '';
    if (!hadFocus) return;
    const successor = body.querySelector<HTMLElement>(`[data-key="${key}"]`) ?? body;
    successor.focus({ preventScroll: true });
    if (successor !== body) awaited = undefined;
  });
  function showFromTop(): void {
    render();
    body.scrollTop = 0;
  }
  const reveal = (open: boolean): void => {
    if (!host.isConnected) document.documentElement.append(host);
    panel.hidden = !open;
    launcher.hidden = open || opener !== undefined;
    if (!open) return;
    render();
    onOpen();
  };
  const toggle = (open: boolean): void => {
    reveal(open);
    (open ? close : (opener ?? launcher)).focus();
  };

  panel.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') toggle(false);
  });

  return {
    get isOpen() {
      return !panel.hidden;
    },
    show(next) {
      state = next;
      const { target, manifest } = next;
      banner.hidden = !target;
      if (target) {
        const { what, problem } = previewInWords(target, manifest?.activities);
        const end = button('End the preview', { key: 'end', onClick: () => actions.preview(undefined) });
        banner.replaceChildren(
          element('span', {}, 'Preview: ', element('strong', {}, what), '. ', problem ?? 'Nothing of it is counted.'),
          end,
        );
      }
      launcher.textContent = target ? 'Edgewise preview' : 'Edgewise';
      render();
    },
    get focused() {
      return keyOf(root.activeElement);
    },
    start(open, focused) {
      reveal(open);
      // Where nobody asked on the page, the focus stays where it is.
      if (!open || focused === undefined) return;
      awaited = focused;
      body.focus();
    },
    open() {
      const { activeElement } = document;
      opener = activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : undefined;
      toggle(true);
    },
    dispose() {
      lifetime.abort();
      host.remove();
    },
  };
}

/** Registers the element once per page. */
function createHost(): HTMLElement {
  if (!customElements.get(tag)) customElements.define(tag, class extends HTMLElement {});
  // The page may be in another language, and run from right to left.
  return Object.assign(document.createElement(tag), { lang: 'en', dir: 'ltr' });
}
