type Segment = string | number;

/** The segments of a JSONPath such as $.Reservations[0].Instances[0].State.Name or $['a b'][*]; undefined if it is none. */
function segmentsOf(path: string): readonly Segment[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const segments: Segment[] = [];
  const segment = /\.?\*|\[\*\]|\[(\d+)\]|\[(['"])(.*?)\2\]|\.([^.[\]]+)/y;
  for (segment.lastIndex = 1; segment.lastIndex < path.length; ) {
    const found = segment.exec(path);
    if (!found) return undefined;
    const [, index, , quoted, name] = found;
    segments.push(index !== undefined ? Number(index) : (quoted ?? name ?? '*'));
  }
  return segments;
}

function into(value: unknown, segment: Segment): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return typeof segment === 'number' ? value[segment] : undefined;
  return Object.hasOwn(value, segment) ? (value as Readonly<Record<string, unknown>>)[segment] : undefined;
}

function follow(value: unknown, segments: readonly Segment[]): unknown {
  const [first, ...rest] = segments;
  if (first === undefined) return value;
  if (first !== '*') return follow(into(value, first), rest);
  const items = typeof value === 'object' && value !== null ? Object.values(value) : [];
  const found = items.map((item) => follow(item, rest)).filter((item) => item !== undefined);
  return rest.includes('*') ? found.flat() : found;
}

/** What a selector finds: undefined where the path leads nowhere, or is no path. A star makes a list. Dates are texts, as in JSON. */
export function select(selector: string, from: unknown): unknown {
  const segments = segmentsOf(selector.trim());
  if (!segments || from === undefined) return undefined;
  return follow(JSON.parse(JSON.stringify(from)) as unknown, segments);
}
