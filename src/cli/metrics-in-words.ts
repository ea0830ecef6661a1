/** Metrics as commands print them: `auc 0.9296, logLoss 0.2180`. */
export const metricsInWords = (metrics: Readonly<Record<string, number>>): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${name} ${Number.isNaN(value) ? 'not defined' : value.toFixed(4)}`)
    .join(', ');
