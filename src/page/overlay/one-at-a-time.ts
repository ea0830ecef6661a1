/** Has work done one time after the other: however often it is asked for meanwhile, it is done once more behind. */
export function oneAtATime(work: () => Promise<void>): () => void {
  let isRunning = false;
  let isAskedAgain = false;
  return function ask() {
    isAskedAgain = isRunning;
    if (isRunning) return;
    isRunning = true;
    void work().finally(() => {
      isRunning = false;
      if (isAskedAgain) ask();
    });
  };
}
