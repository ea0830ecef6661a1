let slowest = 0;

/** Does something and notes how long it took: of its time by the clock and its time on the processor the shorter, since a busy machine is not its fault. */
export async function timed<T>(work: () => T | Promise<T>): Promise<T> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  try {
    return await work();
  } finally {
    const { user, system } = process.cpuUsage(cpu);
    slowest = Math.max(slowest, Math.min(performance.now() - started, (user + system) / 1000));
  }
}

/** Milliseconds of the slowest thing done since the last call. */
export function takeSlowest(): number {
  const milliseconds = slowest;
  slowest = 0;
  return milliseconds;
}
