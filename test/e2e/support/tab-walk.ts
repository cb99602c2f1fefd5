import type { Page } from 'playwright-core';

/** More than any page has. */
const mostStops = 250;
/** The editor counts Escape and Tab as one wish for two seconds only, which a busy machine may take between them. */
const mostRepeats = 3;

interface Stop {
  readonly name: string;
  readonly isFirstVisit: boolean;
  /** Whether the last visit was to the same place. */
  readonly isSame: boolean;
  /** What a person who sees the page misses there; null where nothing is. */
  readonly fault: string | null;
}

/**
 * Goes through a page with the Tab key alone, from its beginning to its end, and answers what is amiss: a place
 * that does not show that the keyboard is there, or is out of sight, or one that lets nobody on. An editor, in
 * which Tab indents, is left with Escape first.
 */
export async function findTabFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  let repeats = 0;
  for (let stops = 0; stops < mostStops; stops++) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop | null>(readStop);
    if (stop === null) return faults;
    if (!stop.isFirstVisit) {
      if (stop.isSame && ++repeats <= mostRepeats) continue;
      // Past the last place the browser may begin anew.
      return stop.name.startsWith('Skip to') ? faults : [...faults, `${stop.name}: Tab comes back to it`];
    }
    repeats = 0;
    if (stop.fault !== null) faults.push(`${stop.name}: ${stop.fault}`);
  }
  return [...faults, `Tab has not come to the end after ${mostStops} places`];
}

/** Runs in the page. */
const readStop = `(async () => {
  // The editor shows its ring a moment after it got the keyboard.
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
  const element = document.activeElement;
  if (element === null || element === document.body) return null;
  const name = (element.getAttribute('aria-label') || element.textContent || element.id || element.tagName)
    .trim().slice(0, 40);
  const isFirstVisit = element.dataset.tabbed === undefined;
  const isSame = element.dataset.tabbed === 'last';
  for (const last of document.querySelectorAll('[data-tabbed=last]')) last.dataset.tabbed = '';
  element.dataset.tabbed = 'last';
  const hasRing = (candidate) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  };
  // A box that is drawn by hand shows the ring of the input in it.
  const around = [element, element.parentElement, element.parentElement?.parentElement];
  const box = element.getBoundingClientRect();
  const isInSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const fault = !around.some((one) => one && hasRing(one))
    ? 'does not show that the keyboard is there'
    : isInSight ? null : 'is out of sight';
  return { name, isFirstVisit, isSame, fault };
})()`;
