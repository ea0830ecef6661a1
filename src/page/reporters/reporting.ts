import { EdgewiseError, toEdgewiseError } from '../../errors.ts';
import type { Outcome } from '../outcomes/outcome.ts';
import { alloyReporter } from './alloy.ts';
import { dataLayerReporter } from './data-layer.ts';
import type { Reporter, ReporterName } from './reporter.ts';

const byName: Readonly<Record<ReporterName, () => Reporter>> = { dataLayer: dataLayerReporter, alloy: alloyReporter };

/**
 * Tells every reporter of an outcome. One that fails, at once or later, keeps neither the others nor the page from going on.
 * @param report told of reporters that fail or don't exist.
 */
export function createReporting(
  given: readonly (ReporterName | Reporter)[] | undefined,
  report: (error: EdgewiseError) => void,
): (outcome: Outcome) => void {
  const reporters = [given ?? []].flat().flatMap((reporter: ReporterName | Reporter) => {
    if (typeof reporter === 'function') return [reporter];
    if (Object.hasOwn(byName, reporter)) return [byName[reporter]()];
    const message = `There is no reporter ${JSON.stringify(reporter)}; give dataLayer, alloy or a function`;
    report(new EdgewiseError('input-invalid', message));
    return [];
  });
  return (outcome) => {
    for (const reporter of reporters) {
      new Promise((resolve) => resolve(reporter(outcome))).catch((error: unknown) =>
        report(toEdgewiseError(error, 'input-invalid', 'A reporter failed')),
      );
    }
  };
}
