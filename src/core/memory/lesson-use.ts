/** What a lesson did in the reviews so far, and what people said of it. */

export type LessonUse = {
  /** Reviews that recalled it. */
  recalled: number;
  /** Findings that it held back, moved or annotated, counted once for each review. */
  touched: number;
  /** Of those, the ones it held back. */
  held: number;
  /** Findings it quieted and people rejected, or it raised and people accepted. */
  helped: number;
  /** Findings it quieted and people accepted or brought back, or it raised and people rejected. */
  harmed: number;
  /** Of those, the held-back ones that a person brought back. */
  broughtBack: number;
  /** Reviews since it last did something (without an effect: since it was last recalled), or since it is there. */
  idleReviews: number;
};
