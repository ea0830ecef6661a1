import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** One line of a bench's table. */
export interface Figure {
  readonly measure: string;
  /** What is asked for; empty where nothing is. */
  readonly asked: string;
  readonly measured: string;
  /** Whether what was measured is what is asked for. */
  readonly ok: boolean;
}

/** What the README shows. */
export interface Figures {
  /** ISO 8601 date of the last bench. */
  readonly date: string;
  readonly machine: string;
  /** Versions by name. */
  readonly browsers: Readonly<Record<string, string>>;
  readonly cold: readonly Figure[];
  readonly run: readonly Figure[];
}

const bench = new URL('../', import.meta.url);
const figuresPath = fileURLToPath(new URL('figures.json', bench));

/** The committed figures; empty ones before the first bench. */
export async function readFigures(): Promise<Figures> {
  try {
    return JSON.parse(await readFile(figuresPath, 'utf8'));
  } catch {
    return { date: '', machine: '', browsers: {}, cold: [], run: [] };
  }
}

/** Replaces one bench's part of the committed figures; those that were measured, where it did not measure the whole. */
export async function updateFigures(
  part: 'cold' | 'run',
  figures: readonly Figure[],
  { browsers, whole }: { readonly browsers: Readonly<Record<string, string>>; readonly whole: boolean },
): Promise<void> {
  const before = await readFigures();
  const measured = new Map(figures.map((figure) => [figure.measure, figure]));
  const [cpu] = cpus();
  const after: Figures = {
    ...before,
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}`,
    browsers: { ...before.browsers, ...browsers },
    [part]: whole ? figures : before[part].map((figure) => measured.get(figure.measure) ?? figure),
  };
  await writeFile(figuresPath, `${JSON.stringify(after, undefined, 2)}\n`);
}

/** Writes everything that a bench measured to `bench/results/<name>.json`, which git ignores. */
export async function writeResults(name: string, results: object): Promise<string> {
  const folder = new URL('results/', bench);
  await mkdir(folder, { recursive: true });
  const path = fileURLToPath(new URL(`${name}.json`, folder));
  await writeFile(path, `${JSON.stringify(results, undefined, 2)}\n`);
  return path;
}
