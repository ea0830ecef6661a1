/** Calls `callback` once what was done up to now has been painted, with the moment by `performance.now()`. A hidden page paints when it is seen. */
export function afterPaint(callback: (paintedAt: number) => void): void {
  requestAnimationFrame(() => setTimeout(() => callback(performance.now())));
}
