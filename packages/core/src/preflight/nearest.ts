/**
 * The candidate closest to `word`, or null when none is close: at most one edit in three letters apart.
 * An edit is a letter put in, left out, exchanged, or swapped with its neighbour; case and the choice between
 * `_`, `-`, `.` and space do not count. Of equally close candidates the first one wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = plain(word);
  // Longer words are no slips of the finger, and comparing them costs time.
  if (wanted.length === 0 || wanted.length > 64) return null;
  const letters = letterSet(wanted);
  let best: string | null = null;
  let limit = Math.max(1, Math.floor(wanted.length / 3));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    // One edit adds or takes away at most one letter each, so most candidates need no closer look.
    if (countBits(letters ^ letterSet(candidate)) > 2 * limit) continue;
    const distance = editDistance(wanted, plain(candidate), limit);
    if (distance > limit) continue;
    best = candidate;
    if (distance === 0) break;
    limit = distance - 1;
  }
  return best;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[-. ]/g, '_');
}

/** Which letters occur, one bit each; letters outside of a to z share bits, which only lets more through. */
function letterSet(text: string): number {
  let set = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // Letters of either case fall on the same bit; separators count for nothing.
    if (code >= 97 || (code >= 65 && code <= 90)) set |= 1 << (code & 31);
  }
  return set;
}

function countBits(value: number): number {
  let rest = value;
  let count = 0;
  while (rest !== 0) {
    rest &= rest - 1;
    count++;
  }
  return count;
}

/**
 * Edits (insert, delete, exchange, swap neighbours) that turn one text into the other. With a limit, any number
 * above it may be returned for texts that are further apart: counting stops as soon as that is certain.
 */
export function editDistance(left: string, right: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    let smallest = i;
    // Cells further than the limit from the diagonal cannot lead to a distance within it.
    const first = Math.max(1, i - limit);
    const end = Math.min(right.length, i + limit);
    for (let j = 1; j < first; j++) row.push(Number.POSITIVE_INFINITY);
    for (let j = first; j <= end; j++) {
      const same = left.charCodeAt(i - 1) === right.charCodeAt(j - 1);
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (
        i > 1 &&
        j > 1 &&
        left.charCodeAt(i - 1) === right.charCodeAt(j - 2) &&
        left.charCodeAt(i - 2) === right.charCodeAt(j - 1)
      ) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      }
      row.push(cost);
      if (cost < smallest) smallest = cost;
    }
    // A swap reaches back two rows, so one bad row alone proves nothing.
    if (smallest > limit && Math.min(...last) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return at(last, right.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
