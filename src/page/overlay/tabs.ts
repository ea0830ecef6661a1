import { button, element } from './element.ts';

/** What tabs are made of. */
export interface TabsOptions {
  readonly names: readonly string[];
  /** What they are tabs of. */
  readonly label: string;
  /** Shows what the selected one is of. */
  readonly panel: HTMLElement;
  readonly onSelect: () => void;
}

/** A row of tabs, the first of which is selected; arrow keys go from one to the next. */
export interface Tabs {
  readonly element: HTMLElement;
  readonly selected: string;
}

/** @see https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function createTabs({ names, label, panel, onSelect }: TabsOptions): Tabs {
  let selected = '';
  const tabs = names.map((name) =>
    button(name, {
      key: `tab ${name}`,
      attributes: { id: `tab-${name}`, role: 'tab', 'aria-controls': panel.id },
      onClick: () => select(name),
    }),
  );
  const list = element('div', { role: 'tablist', 'aria-label': label }, tabs);

  function mark(name: string): void {
    selected = name;
    for (const tab of tabs) {
      const isSelected = tab.textContent === name;
      tab.setAttribute('aria-selected', String(isSelected));
      tab.tabIndex = isSelected ? 0 : -1;
    }
    panel.setAttribute('aria-labelledby', `tab-${name}`);
  }

  function select(name: string): void {
    mark(name);
    onSelect();
  }

  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[(names.indexOf(selected) + step + tabs.length) % tabs.length];
    select(next?.textContent ?? selected);
    next?.focus();
  });
  mark(names[0] ?? '');
  return {
    element: list,
    get selected() {
      return selected;
    },
  };
}
