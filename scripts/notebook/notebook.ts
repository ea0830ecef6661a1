import type { CellResult, DenoKernel } from './deno-kernel.ts';

/**
 * A Jupyter notebook, texts as lists of lines.
 * @see https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: object;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

interface Cell {
  readonly cell_type: 'markdown' | 'code';
  readonly id: string;
  readonly metadata: object;
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly Output[];
}

/** What a cell printed or showed. */
export interface Output {
  readonly output_type: string;
  readonly [field: string]: unknown;
}

/**
 * Runs the cells in order.
 * @returns the notebook with what they gave now.
 * @throws Error naming the first cell that fails, with the kernel's traceback.
 */
export async function runNotebook(notebook: Notebook, kernel: DenoKernel): Promise<Notebook> {
  const cells: Cell[] = [];
  let count = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') {
      cells.push(cell);
      continue;
    }
    const result = await kernel.execute(cell.source.join('')).catch((cause: unknown) => {
      throw new Error(`Cell ${cell.id} fails: ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
    cells.push({ ...cell, execution_count: ++count, outputs: outputsOf(result, count) });
  }
  return { ...notebook, cells };
}

function outputsOf({ printed, shown }: CellResult, count: number): Output[] {
  const outputs: Output[] = printed === '' ? [] : [{ output_type: 'stream', name: 'stdout', text: linesOf(printed) }];
  for (const texts of shown) {
    const data = Object.entries(texts).map(([type, text]) => [type, linesOf(text)]);
    outputs.push({
      output_type: 'execute_result',
      execution_count: count,
      data: Object.fromEntries(data),
      metadata: {},
    });
  }
  return outputs;
}

/** A text as Jupyter writes it: lines with their ends. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
