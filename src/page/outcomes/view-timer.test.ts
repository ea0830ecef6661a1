import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createViewTimer } from './view-timer.ts';

const viewport = { width: 1000, height: 800 };

/** An observer that tells what the test says, at once or, by `later`, when the timer asks for it. */
function fakeObserver() {
  let tell: (entries: readonly IntersectionObserverEntry[]) => void = () => {};
  let waiting: IntersectionObserverEntry[] = [];
  const observed = new Set<Element>();
  const entry = (target: Element, size: { width: number; height: number }, seenHeight: number) =>
    ({
      target,
      rootBounds: viewport,
      boundingClientRect: size,
      intersectionRect: { width: Math.min(size.width, viewport.width), height: seenHeight },
    }) as IntersectionObserverEntry;
  return {
    observed,
    create: (onEntries: typeof tell) => {
      tell = onEntries;
      return {
        observe: (element: Element) => void observed.add(element),
        takeRecords: () => waiting.splice(0),
        disconnect: () => observed.clear(),
      };
    },
    see(target: Element, seenHeight: number, size = { width: 400, height: 200 }) {
      if (observed.has(target)) tell([entry(target, size, seenHeight)]);
    },
    seeLater(target: Element, seenHeight: number) {
      waiting = [entry(target, { width: 400, height: 200 }, seenHeight)];
    },
  };
}

class FakeDocument extends EventTarget {
  readonly listeners = new Set<string>();
  visibilityState: DocumentVisibilityState = 'visible';

  override addEventListener(type: string, listener: EventListener): void {
    this.listeners.add(type);
    super.addEventListener(type, listener);
  }

  override removeEventListener(type: string, listener: EventListener): void {
    this.listeners.delete(type);
    super.removeEventListener(type, listener);
  }

  set(state: { visibilityState: DocumentVisibilityState }): void {
    Object.assign(this, state);
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

class FakeElement {
  isShown = true;
  checkVisibility = (): boolean => this.isShown;
}

function start() {
  const observer = fakeObserver();
  const document = new FakeDocument();
  const onViewed = vi.fn();
  const lifetime = new AbortController();
  const timer = createViewTimer({ document, createObserver: observer.create, onViewed, signal: lifetime.signal });
  const [slot, other] = [new FakeElement(), new FakeElement()] as unknown as [Element & FakeElement, Element];
  timer.observe(slot);
  timer.observe(other);
  return { observer, document, onViewed, lifetime, timer, slot, other };
}

beforeEach(() => {
  vi.useFakeTimers();
  // A page that has been there for a while.
  vi.advanceTimersByTime(5_000);
});
afterEach(() => void vi.useRealTimers());

describe('a view', () => {
  it('counts once half of the element has been visible for a second, and once only', () => {
    const { observer, onViewed, slot } = start();
    observer.see(slot, 100);
    vi.advanceTimersByTime(999);
    expect(onViewed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onViewed).toHaveBeenCalledTimes(1);
    observer.see(slot, 0);
    observer.see(slot, 200);
    vi.advanceTimersByTime(5_000);
    expect(onViewed).toHaveBeenCalledTimes(1);
    expect(observer.observed.size).toBe(0);
  });

  it('needs half of it', () => {
    const { observer, onViewed, slot } = start();
    observer.see(slot, 99);
    vi.advanceTimersByTime(5_000);
    expect(onViewed).not.toHaveBeenCalled();
  });

  it('begins anew when it was scrolled away before the second was over', () => {
    const { observer, onViewed, slot } = start();
    observer.see(slot, 200);
    vi.advanceTimersByTime(999);
    observer.see(slot, 50);
    vi.advanceTimersByTime(5_000);
    observer.see(slot, 200);
    vi.advanceTimersByTime(999);
    expect(onViewed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onViewed).toHaveBeenCalledTimes(1);
  });

  it('is none when the page was too busy to say that the element had gone', () => {
    const { observer, onViewed, slot } = start();
    observer.see(slot, 200);
    observer.seeLater(slot, 0);
    vi.advanceTimersByTime(5_000);
    expect(onViewed).not.toHaveBeenCalled();
  });

  it('of an element larger than the viewport needs half of what the viewport can show', () => {
    const { observer, onViewed, slot } = start();
    const tall = { width: 1000, height: 8000 };
    observer.see(slot, 399, tall);
    vi.advanceTimersByTime(5_000);
    expect(onViewed).not.toHaveBeenCalled();
    observer.see(slot, 400, tall);
    vi.advanceTimersByTime(1_000);
    expect(onViewed).toHaveBeenCalledTimes(1);
  });

  it('of a narrow column taller than the viewport needs half of the column that fits', () => {
    const { observer, onViewed, slot } = start();
    observer.see(slot, 400, { width: 200, height: 8000 });
    vi.advanceTimersByTime(1_000);
    expect(onViewed).toHaveBeenCalledTimes(1);
  });

  it('is none of an element without an area', () => {
    const { observer, onViewed, slot } = start();
    observer.see(slot, 0, { width: 0, height: 0 });
    vi.advanceTimersByTime(5_000);
    expect(onViewed).not.toHaveBeenCalled();
  });

  it('goes on while any of the elements is in view', () => {
    const { observer, onViewed, slot, other } = start();
    observer.see(slot, 200);
    vi.advanceTimersByTime(600);
    observer.see(other, 200);
    observer.see(slot, 0);
    vi.advanceTimersByTime(400);
    expect(onViewed).toHaveBeenCalledTimes(1);
  });

  it('stands still while the document is hidden', () => {
    const { observer, document, onViewed, slot } = start();
    observer.see(slot, 200);
    vi.advanceTimersByTime(600);
    document.set({ visibilityState: 'hidden' });
    vi.advanceTimersByTime(60_000);
    expect(onViewed).not.toHaveBeenCalled();
    document.set({ visibilityState: 'visible' });
    vi.advanceTimersByTime(399);
    expect(onViewed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onViewed).toHaveBeenCalledTimes(1);
  });

  it('is none while styles hide the element, and begins once they show it', () => {
    const { observer, onViewed, slot } = start();
    slot.isShown = false;
    observer.see(slot, 200);
    vi.advanceTimersByTime(60_500);
    slot.isShown = true;
    vi.advanceTimersByTime(500);
    // It was not there for the whole of that second.
    expect(onViewed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(onViewed).toHaveBeenCalledTimes(1);
  });

  it('begins anew when styles hide the element before the second is over', () => {
    const { observer, onViewed, slot } = start();
    observer.see(slot, 200);
    vi.advanceTimersByTime(900);
    slot.isShown = false;
    vi.advanceTimersByTime(60_000);
    expect(onViewed).not.toHaveBeenCalled();
  });

  it('goes on while styles hide another of the elements', () => {
    const { observer, onViewed, slot, other } = start();
    slot.isShown = false;
    observer.see(slot, 200);
    observer.see(other, 200);
    vi.advanceTimersByTime(2_000);
    expect(onViewed).toHaveBeenCalledTimes(1);
  });

  it('is held by the document while something is in view alone', () => {
    const { observer, document, slot } = start();
    expect(document.listeners.size).toBe(0);
    observer.see(slot, 200);
    expect([...document.listeners]).toEqual(['visibilitychange']);
    observer.see(slot, 0);
    expect(document.listeners.size).toBe(0);
    observer.see(slot, 200);
    vi.advanceTimersByTime(1_000);
    expect(document.listeners.size).toBe(0);
  });

  it('ends when aborted, for elements that come later too', () => {
    const { observer, document, lifetime, timer, onViewed, slot } = start();
    observer.see(slot, 200);
    lifetime.abort();
    vi.advanceTimersByTime(5_000);
    expect(onViewed).not.toHaveBeenCalled();
    expect(observer.observed.size).toBe(0);
    expect([...document.listeners]).toEqual([]);
    timer.observe(slot);
    expect(observer.observed.size).toBe(0);
  });
});
