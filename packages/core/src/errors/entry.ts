import type { RequestExamples } from './request-example.ts';

/** When sending the same request again can help. */
export type Retry = 'never' | 'after-change' | 'later';

/** One numbered error of the catalogue: the one source of its answer, page, OpenAPI response and tests. */
export interface ErrorEntry {
  /** Five digits: the HTTP status, then 01–49 for datasets or 51–99 for jobs. */
  readonly code: number;
  /** SCREAMING_SNAKE name, as clients know it. */
  readonly name: string;
  /** One sentence: what is wrong when this error is given. */
  readonly meaning: string;
  /** Where a client can meet it, as ids of routes, or words where it is not tied to one. */
  readonly where: string;
  /** What a person can do about it, one step an item. */
  readonly fixes: readonly string[];
  readonly retry: Retry;
  /** Where a request is what is wrong: one that is refused, and one that succeeds. */
  readonly example?: RequestExamples;
  /** Where no request shows it: the fault behind it, as a sentence. */
  readonly cause?: string;
}

/** The HTTP status of a catalogue code: its first three digits. */
export function httpStatusOf(code: number): number {
  return Math.floor(code / 100);
}
