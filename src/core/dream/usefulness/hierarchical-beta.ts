/** A hierarchical Beta-binomial: each level of a chain of ever narrower groups has the level above as its prior. */

/** A place in a chain: weighted counts of one group. */
type Cell = { useful: number; all: number };

/** Grows by `add`; `mean` shrinks each level's rate toward its parent's. Keys are unique over all levels. */
export type HierarchicalBeta = {
  add: (chain: string[], useful: boolean, weight?: number) => void;
  /** Posterior mean (0..1) at the end of the chain, widest group first. Unknown groups leave the mean of the last known one. */
  mean: (chain: string[]) => number;
};

/**
 * With pseudo-count `m` (in observations), the mean of a level is (useful + m × parent's mean) / (all + m): the posterior mean under the prior
 * Beta(m × parent, m × (1 − parent)) (Gelman et al., Bayesian Data Analysis, ch. 5, with the parent's estimate plugged in). `root` is the
 * prior of the widest level when nothing is known (0..1).
 */
export function hierarchicalBeta({ pseudoCount, root = 0.5 }: { pseudoCount: number; root?: number }): HierarchicalBeta {
  const cells = new Map<string, Cell>();
  const whole: Cell = { useful: 0, all: 0 };
  const count = (cell: Cell, useful: boolean, weight: number): void => {
    cell.all += weight;
    if (useful) cell.useful += weight;
  };
  return {
    add: (chain, useful, weight = 1) => {
      count(whole, useful, weight);
      for (const key of chain) {
        let cell = cells.get(key);
        if (!cell) cells.set(key, (cell = { useful: 0, all: 0 }));
        count(cell, useful, weight);
      }
    },
    mean: (chain) => {
      // one finding's worth of doubt: a handful of verdicts is no rate yet
      let mean = (whole.useful + 2 * root) / (whole.all + 2);
      for (const key of chain) {
        const cell = cells.get(key);
        if (cell) mean = (cell.useful + pseudoCount * mean) / (cell.all + pseudoCount);
      }
      return mean;
    },
  };
}
