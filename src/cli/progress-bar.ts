/** A line that is written over and over at the bottom of a terminal. */
export interface ProgressBar {
  /** @param done 0 to 1. */
  show(done: number, what: string): void;
  /** Takes the line away, so that something else can be written. */
  clear(): void;
}

const width = 24;

/** Draws on a terminal; into a file or a pipe it draws nothing. */
export function createProgressBar(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>): ProgressBar {
  let drawn = '';
  const draw = (line: string): void => {
    // Carriage return and "erase to the end of the line" (ECMA-48, EL).
    if (line !== drawn) stream.write(`\r\x1b[K${line}`);
    drawn = line;
  };
  return {
    show(done, what) {
      if (!stream.isTTY) return;
      const share = Math.min(1, Math.max(0, done));
      const filled = Math.round(share * width);
      const line = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(Math.round(share * 100)).padStart(3)} % ${what}`;
      draw(line.slice(0, (stream.columns || 80) - 1));
    },
    clear: () => draw(''),
  };
}
