/** The example company's functions: each is given its payload and knows nothing else. */
export const functionsOf = (): [name: string, run: (payload: unknown) => unknown][] => [
  ['acme-page-on-call', (payload) => ({ paged: (payload as { team?: string } | null)?.team ?? 'platform' })],
  [
    'acme-count',
    (payload) => {
      if (!Array.isArray(payload)) throw new TypeError('The payload is no list.');
      return payload.length;
    },
  ],
];
