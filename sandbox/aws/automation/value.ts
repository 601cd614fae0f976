/** What parameters, outputs and variables of runbooks may be. AWS's own types are texts, their lists lists of texts. */
export type Kind = 'String' | 'StringList' | 'Integer' | 'Boolean' | 'StringMap' | 'MapList';

const kinds: ReadonlySet<string> = new Set(['String', 'StringList', 'Integer', 'Boolean', 'StringMap', 'MapList']);

export function kindOf(type: string): Kind {
  if (kinds.has(type)) return type as Kind;
  return type.startsWith('List<') ? 'StringList' : 'String';
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a text inside of another: lists and maps as JSON. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** A value as the service shows it: a list of texts. */
export function asTexts(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(asText) : [asText(value)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Texts as a value of a kind; undefined if they are none. */
export function readTexts(kind: Kind, texts: readonly string[]): unknown {
  if (kind === 'StringList') return [...texts];
  if (kind === 'MapList') {
    const maps = texts.flatMap((text) => parsed(text));
    return maps.every(isMap) ? maps : undefined;
  }
  const [text, another] = texts;
  if (text === undefined || another !== undefined) return undefined;
  if (kind === 'String') return text;
  if (kind === 'Integer') return /^-?\d+$/.test(text) ? Number(text) : undefined;
  if (kind === 'Boolean') return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
  const map = parsed(text);
  return isMap(map) ? map : undefined;
}

/** A value of an answer as one of a kind; undefined if it is of another. A scalar may become a text. */
export function convert(kind: Kind, value: unknown): unknown {
  const scalar = ['string', 'number', 'boolean'].includes(typeof value);
  switch (kind) {
    case 'String':
      return scalar ? String(value) : undefined;
    case 'StringList':
      return Array.isArray(value) && value.every((item) => !isMap(item) && !Array.isArray(item)) ? value.map(String) : undefined;
    case 'StringMap':
      return isMap(value) ? value : undefined;
    case 'MapList':
      return Array.isArray(value) && value.every(isMap) ? value : undefined;
    default:
      return scalar ? readTexts(kind, [String(value)]) : undefined;
  }
}
