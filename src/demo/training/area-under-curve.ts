/**
 * Area under the ROC curve: how often a score ranks a positive above a negative, ties counting half. NaN for a single class.
 * @see Hanley and McNeil, 1982: equal to the Mann-Whitney statistic
 */
export function areaUnderCurve(scores: ArrayLike<number>, labels: ArrayLike<boolean>): number {
  const order = Array.from(labels, (_, index) => index).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) end += 1;
    const rank = (start + 1 + end) / 2;
    for (const index of order.slice(start, end)) {
      if (!labels[index]) continue;
      positives += 1;
      rankSum += rank;
    }
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}
