import { expect, it } from 'vitest';
import { createProgressBar } from './progress-bar.ts';

function createTerminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) > 0 };
  return { written, bar: createProgressBar(stream as unknown as NodeJS.WriteStream) };
}

it('draws over its own line, and takes it away', () => {
  const { bar, written } = createTerminal(true);
  bar.show(0, 'model');
  bar.show(0.5, 'model');
  bar.show(0.5, 'model');
  bar.show(1.2, 'model');
  bar.clear();
  bar.clear();
  expect(written).toEqual([
    `\r\x1b[K${'░'.repeat(24)}   0 % model`,
    `\r\x1b[K${'█'.repeat(12)}${'░'.repeat(12)}  50 % model`,
    `\r\x1b[K${'█'.repeat(24)} 100 % model`,
    '\r\x1b[K',
  ]);
});

it('stays within the line', () => {
  const { bar, written } = createTerminal(true, 30);
  bar.show(0.5, 'a node with a long name');
  expect(written[0]?.replace('\r\x1b[K', '')).toHaveLength(29);
});

it('draws nothing into a file or a pipe', () => {
  const { bar, written } = createTerminal(false);
  bar.show(0.5, 'model');
  bar.clear();
  expect(written).toEqual([]);
});
