/**
 * Where a part of a picture is: thousandths of its height and width, from its upper left corner. These are the
 * boxes of Ideogram's structured captions, which AI Toolkit trains `ideogram4` on.
 */
export interface BoxPlace {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A part of a picture that its caption describes, with its box. */
export interface CaptionBox extends BoxPlace {
  /** Which of the caption's elements it belongs to. */
  readonly element: number;
  /** `text` is writing in the picture. */
  readonly kind: 'object' | 'text';
  /** What the element describes, or the writing itself. */
  readonly label: string;
}

/** The side of a whole picture. */
export const wholeSide = 1_000;
/** The smallest side of a box, so that none is lost between two fingers. */
export const leastSide = 8;

type Fields = Record<string, unknown>;

interface StructuredCaption extends Fields {
  compositional_deconstruction: Fields & { elements: unknown[] };
}

/** The boxes of a caption, in its order; null where it is none of Ideogram's structured captions. */
export function boxesOf(caption: string): readonly CaptionBox[] | null {
  const parsed = parse(caption);
  if (parsed === null) return null;
  return parsed.compositional_deconstruction.elements.flatMap((element, index) => {
    if (!isFields(element) || !isBox(element['bbox'])) return [];
    const [top, left, bottom, right] = element['bbox'];
    const isText = element['type'] === 'text';
    const label = element[isText ? 'text' : 'desc'];
    return [
      {
        element: index,
        kind: isText ? 'text' : 'object',
        label: typeof label === 'string' ? label : '',
        ...{ top, left, bottom, right },
      },
    ];
  });
}

/** The caption with the box of an element elsewhere. Everything else of it stays. */
export function placeBox(caption: string, element: number, place: BoxPlace): string {
  return change(caption, (elements) =>
    elements.map((fields, index) =>
      index === element && isFields(fields) ? { ...fields, bbox: numbersOf(place) } : fields,
    ),
  );
}

/** The caption with another description, or other writing, in a box. */
export function labelBox(caption: string, element: number, label: string): string {
  return change(caption, (elements) =>
    elements.map((fields, index) =>
      index === element && isFields(fields)
        ? { ...fields, [fields['type'] === 'text' ? 'text' : 'desc']: label }
        : fields,
    ),
  );
}

/** The caption with an element more, of which only the box is known yet. */
export function addBox(caption: string, place: BoxPlace): string {
  return change(caption, (elements) => [...elements, { type: 'obj', bbox: numbersOf(place), desc: '' }]);
}

/** The caption without the element of a box. */
export function removeBox(caption: string, element: number): string {
  return change(caption, (elements) => elements.filter((_, index) => index !== element));
}

/** A box between two corners, whichever they are: within the picture, in whole numbers, and not too small to hold. */
export function boxBetween(one: Corner, other: Corner): BoxPlace {
  const [left, right] = sideBetween(one.x, other.x);
  const [top, bottom] = sideBetween(one.y, other.y);
  return { top, left, bottom, right };
}

/** A point of a picture, in thousandths of its width and height. */
export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** The box moved as far as it can go within the picture; its size stays. */
export function moveBox(box: BoxPlace, by: Corner): BoxPlace {
  const x = Math.round(clamp(by.x, -box.left, wholeSide - box.right));
  const y = Math.round(clamp(by.y, -box.top, wholeSide - box.bottom));
  return { top: box.top + y, left: box.left + x, bottom: box.bottom + y, right: box.right + x };
}

/** The box with its lower right corner moved; the other stays. */
export function resizeBox({ top, left, bottom, right }: BoxPlace, by: Corner): BoxPlace {
  return {
    top,
    left,
    bottom: Math.round(clamp(bottom + by.y, Math.min(top + leastSide, wholeSide), wholeSide)),
    right: Math.round(clamp(right + by.x, Math.min(left + leastSide, wholeSide), wholeSide)),
  };
}

function sideBetween(one: number, other: number): readonly [number, number] {
  const start = Math.round(clamp(Math.min(one, other), 0, wholeSide - leastSide));
  return [start, Math.round(clamp(Math.max(one, other), start + leastSide, wholeSide))];
}

function change(caption: string, changeElements: (elements: unknown[]) => unknown[]): string {
  const parsed = parse(caption);
  if (parsed === null) return caption;
  const { compositional_deconstruction: parts } = parsed;
  const changed = {
    ...parsed,
    compositional_deconstruction: { ...parts, elements: changeElements(parts.elements) },
  };
  // Whoever has laid it out in lines will go on reading it so.
  return caption.trim().includes('\n') ? JSON.stringify(changed, null, 2) : JSON.stringify(changed);
}

function parse(caption: string): StructuredCaption | null {
  if (!caption.trimStart().startsWith('{')) return null;
  let value: unknown;
  try {
    value = JSON.parse(caption);
  } catch {
    return null;
  }
  if (!isFields(value)) return null;
  const parts = value['compositional_deconstruction'];
  return isFields(parts) && Array.isArray(parts['elements']) ? (value as StructuredCaption) : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Top, left, bottom and right: the order in which the caption has them. */
function isBox(value: unknown): value is [number, number, number, number] {
  return Array.isArray(value) && value.length === 4 && value.every((side) => Number.isFinite(side));
}

function numbersOf({ top, left, bottom, right }: BoxPlace): readonly number[] {
  return [top, left, bottom, right];
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
