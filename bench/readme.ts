/** Writes the README's performance section from bench/figures.json: `npx tsx bench/readme.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Figure, type Figures, readFigures } from './support/figures.ts';
import { formatTable } from './support/table.ts';

const readmePath = fileURLToPath(new URL('../README.md', import.meta.url));
const begin = '<!-- performance -->';
const end = '<!-- /performance -->';

/** The section between the two markers, markers left out. */
export function renderPerformance({ date, machine, browsers, cold, run }: Figures): string {
  const table = (figures: readonly Figure[]) =>
    formatTable(
      ['measure', 'asked', 'measured'],
      figures.map(({ measure, asked, measured, ok }) => [
        measure,
        asked,
        asked === '' || ok ? measured : `${measured}, missed`,
      ]),
    );
  if (cold.length === 0 && run.length === 0) return 'Run `npm run bench:cold` to measure.';
  return [
    `Measured on ${date}: ${machine}; ${Object.values(browsers).join(', ')}. Generated from \`bench/figures.json\`.`,
    `The baseline is a page that makes the same decision with onnxruntime-web in a worker (\`bench/baseline\`). No browser has a GPU, or plays one.
A later visit is another page of the shop right behind the first, for which the runtime still stands in the SharedWorker;
with \`host: 'dedicated'\`, and where the browser was closed meanwhile, the worker starts anew.`,
    ...(cold.length > 0 ? ['`npm run bench:cold`, medians over fresh profiles of browsers at rest:', table(cold)] : []),
    ...(run.length > 0 ? ['`npm run bench`:', table(run)] : []),
  ].join('\n\n');
}

/** What stands between the markers of a README, or undefined when it has none. */
export function findPerformance(readme: string): string | undefined {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  return from < 0 || to < from ? undefined : readme.slice(from + begin.length, to).trim();
}

/** Puts the figures into the README. @throws Error when it has no place for them. */
export async function updateReadme(): Promise<void> {
  const readme = await readFile(readmePath, 'utf8');
  if (findPerformance(readme) === undefined)
    throw new Error(`README.md has no place for the figures: put the lines ${begin} and ${end} where they belong.`);
  const before = readme.slice(0, readme.indexOf(begin) + begin.length);
  const section = renderPerformance(await readFigures());
  await writeFile(readmePath, `${before}\n\n${section}\n\n${readme.slice(readme.indexOf(end))}`);
}

if (process.argv[1]?.endsWith('readme.ts')) {
  updateReadme().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
