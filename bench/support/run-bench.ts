/** Gives a bench a list of what to close, and closes it all however the bench ends: finished, failed or interrupted. */
export async function runBench(bench: (closing: Closing) => Promise<void>): Promise<void> {
  const open = new Set<() => Promise<unknown>>();
  const closing: Closing = (close) => {
    open.add(close);
    return async () => {
      if (open.delete(close)) await close();
    };
  };
  const closeAll = async () => {
    for (const close of [...open].reverse()) await close().catch(() => {});
    open.clear();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void closeAll().finally(() => process.exit(130));
    });
  }
  try {
    await bench(closing);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    await closeAll();
  }
}

/** Registers what must be closed; returns the function that closes it now. */
export type Closing = (close: () => Promise<unknown>) => () => Promise<void>;
