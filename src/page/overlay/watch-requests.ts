/**
 * Tells of what the page itself asks for once it has loaded: all addresses so far, each time with those that are new.
 * @param own addresses that are the overlay's.
 * @returns the function that ends it.
 */
export function watchRequestsSinceLoad(
  own: ReadonlySet<string>,
  onRequests: (urls: readonly string[]) => void,
): () => void {
  const urls: string[] = [];
  const loadedAt = (): number => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return navigation?.loadEventStart || Number.POSITIVE_INFINITY;
  };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      // What came out of the browser's own cache was not sent.
      const cached = entry.transferSize === 0 && entry.decodedBodySize > 0;
      if (!cached && !own.has(entry.name) && entry.startTime > loadedAt()) urls.push(entry.name);
    }
    onRequests(urls);
  });
  observer.observe({ type: 'resource', buffered: true });
  return () => observer.disconnect();
}
