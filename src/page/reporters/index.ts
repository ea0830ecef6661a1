/** Entry `edgewise/reporters`: passes outcomes on to the tools that a site has already. */
export { alloyReporter } from './alloy.ts';
export { dataLayerReporter } from './data-layer.ts';
export type { Reporter } from './reporter.ts';
