/** Parts of a text have no identity but their place: pairs each with it, as a key for React. */
export function placed<T>(items: readonly T[] | undefined): { readonly place: string; readonly index: number; readonly item: T }[] {
  return (items ?? []).map((item, index) => ({ place: String(index), index, item }));
}
