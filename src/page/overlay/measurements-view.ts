import { bar, type Child, definitions, element, section } from './element.ts';
import { costsOf, effectsOf } from './measurements.ts';
import type { OverlayState } from './state.ts';
import { words } from './words.ts';

/** What the page's decision took. */
export function renderMeasurements(state: OverlayState): readonly Child[] {
  const measured = state.pageDecision ?? state.latestDecision;
  if (!measured) return [element('p', {}, 'Nothing was decided yet, so nothing was measured.')];
  const stages = Object.entries(measured.timings);
  const effects = effectsOf(state);
  const longest = Math.max(1e-3, ...stages.map(([, ms]) => ms));
  return [
    section('What it took', definitions(costsOf(state))),
    section(
      'Milliseconds of each stage',
      definitions(
        stages.map(([stage, ms]) => [
          words(stage),
          [bar(ms / longest), element('span', {}, ms.toFixed(ms < 10 ? 2 : 0))],
        ]),
        'stages',
      ),
    ),
    effects.length > 0
      ? section(
          'What experiences did to the page',
          effects.map(([name, effect]) => element('p', {}, element('strong', {}, name), ` ${effect}.`)),
        )
      : undefined,
  ];
}
