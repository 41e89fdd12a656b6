/** How much memory may hold: a memory that only grows says ever less. */

/**
 * Tokens of all lessons in effect, as `memoryHealth` counts them: some two hundred lessons. A review recalls a part of them; what each of them does to
 * findings needs no room in a prompt, but has to be kept true, and whoever looks after it reads it.
 */
export const memoryBudget = 6_000;
