const words = (listed: string): readonly string[] => listed.split(/\s+/);

// A word of a name that says: the value is a secret.
const secretWords = new Set(
  words(`password passwords passwd pass pwd passphrase passcode pw secret secrets token tokens key keys
    credential credentials creds cred apikey accesskey secretkey privatekey private pem pfx keystore
    connectionstring connstring connstr dsn jwt bearer otp totp mnemonic pepper salt htpasswd kubeconfig`),
);
const secretPairs = ['connection string', 'conn string', 'conn str', 'service account json', 'pass word', 'recovery codes'].map(words);
// "public-key": what stands before says that it is none.
const harmlessBefore: Readonly<Record<string, readonly string[]>> = {
  key: words(
    'public pub primary partition sort foreign cache routing shard object s3 publishable range hash index idempotency map translation group bucket',
  ),
  keys: words('public primary foreign cache object'),
};
// "key-id", "token-url": what stands behind says that it is about a secret, not the secret.
const harmlessBehind = new Set(
  words(`id ids arn arns name names alias aliases url uri endpoint host port path file filename dir ttl expiry expires
    expiration age lifetime length size bits policy type kind format algorithm alg enabled disabled rotation rotated days hours
    minutes seconds count limit max min version issuer audience region prefix schema table column header required`),
);

// The last word is what it is: "password-min-length" is a length, but "password-for-db-host" is a password.
const isAboutIt = (behind: readonly string[]): boolean =>
  harmlessBehind.has(behind.at(-1) ?? '') && !behind.some((word) => word === 'for' || word === 'of');

/** 'dbPassword1' and 'DB_PASSWORD' are db, password. */
const wordsOf = (level: string): readonly string[] =>
  level
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => (secretWords.has(word.replace(/\d+$/, '')) ? word.replace(/\d+$/, '') : word))
    .filter((word) => word !== '');

/**
 * The word of a parameter's name by which it holds a secret: 'password'; undefined if none does.
 * The last level counts with all its words; one above only where it is such a word alone, as in /myapp/secrets/db.
 */
export function secretWordOf(name: string): string | undefined {
  const levels = name.split('/').filter((level) => level !== '');
  const above = levels.slice(0, -1).map(wordsOf);
  const folder = above.find(([word = '', ...more]) => more.length === 0 && /^(?:secrets?|passwords?|credentials|creds)$/.test(word));
  const last = wordsOf(levels.at(-1) ?? '');
  return secretIn(last) ?? (folder && !isAboutIt(last) ? folder[0] : undefined);
}

function secretIn(all: readonly string[]): string | undefined {
  const pair = secretPairs.find((each) => all.some((_, at) => each.every((word, ahead) => all[at + ahead] === word)));
  if (pair) return pair.join(' ');
  return all.find((word, at) => {
    if (!secretWords.has(word)) return false;
    // "private-subnet" is a place; "private" at the end is a key.
    if (word === 'private' && at < all.length - 1) return false;
    // "pass-through", "key-value": only as the last word do the short ones say enough.
    if ((word === 'pass' || word === 'pw') && at < all.length - 1) return false;
    if (harmlessBefore[word]?.includes(all[at - 1] ?? '')) return false;
    const behind = all.slice(at + 1);
    // Vault's secret-id is a secret itself.
    if (word === 'secret' && behind.join(' ') === 'id') return true;
    return !isAboutIt(behind);
  });
}
