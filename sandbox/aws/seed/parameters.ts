import { type Planted, plant } from '../parameter/plant.ts';
import type { Place } from '../world.ts';
import { nonProduction, production } from './accounts.ts';
import { stableHex } from './stable.ts';

const day = 86_400_000;
const customerKey = 'alias/myapp';

type Seeded = Omit<Planted, 'by' | 'at'> & { readonly daysAgo: number };

const text = (name: string, values: readonly string[], daysAgo: number, more: Partial<Seeded> = {}): Seeded => ({
  name,
  values,
  daysAgo,
  Type: 'String',
  ...more,
});
const secret = (name: string, values: readonly string[], daysAgo: number, more: Partial<Seeded> = {}): Seeded =>
  text(name, values, daysAgo, { Type: 'SecureString', KeyId: customerKey, ...more });
const tags = (App: string, Env: string, Team: string) => Object.entries({ App, Env, Team }).map(([Key, Value]) => ({ Key, Value }));
const latest = (version: number) => ({ labels: { current: version, previous: version - 1 } });

/** What two letters on a napkin come to: nothing that is a secret anywhere. */
const made = (name: string, version: number) => stableHex(`${name} ${version}`, 24);
const versions = (name: string, count: number) => Array.from({ length: count }, (_, index) => made(name, index + 1));

const tokenPolicies = (now: number) =>
  JSON.stringify([
    { Type: 'Expiration', Version: '1.0', Attributes: { Timestamp: new Date(now + 9 * day).toISOString() } },
    { Type: 'ExpirationNotification', Version: '1.0', Attributes: { Before: '5', Unit: 'Days' } },
    { Type: 'NoChangeNotification', Version: '1.0', Attributes: { After: '60', Unit: 'Days' } },
  ]);

function prod(region: string, now: number): Seeded[] {
  const myapp = { Tags: tags('myapp', 'prod', 'platform') };
  return [
    text('/myapp/prod/db-host', ['db1.prod.acme.internal', 'db2.prod.acme.internal', 'db3.prod.acme.internal'], 12, {
      ...latest(3),
      ...myapp,
      Description: 'The primary of the main database',
      AllowedPattern: '[a-z0-9.-]+',
    }),
    text('/myapp/prod/db-port', ['5432'], 300, { ...myapp, AllowedPattern: '\\d{1,5}' }),
    secret('/myapp/prod/db-password', versions('prod db', 4), 41, { ...latest(4), ...myapp, Description: 'Of the role myapp' }),
    { ...text('/myapp/prod/feature-flags', ['search', 'search,new-checkout'], 3, { ...latest(2), ...myapp }), Type: 'StringList' },
    text('/myapp/prod/ami-id', [`ami-${stableHex(`Linux/${region}`, 17)}`], 20, { ...myapp, DataType: 'aws:ec2:image' }),
    text('/myapp/prod/log-level', ['info'], 120, myapp),
    secret('/myapp/prod/session-key', versions('prod session', 1), 200, { ...myapp, KeyId: 'alias/aws/ssm' }),
    secret('/myapp/prod/partner-token', versions('prod partner', 2), 70, {
      ...latest(2),
      ...myapp,
      Description: 'Ask the partner for the next one two weeks ahead',
      Tier: 'Advanced',
      Policies: tokenPolicies(now),
    }),
    text('/web/prod/cdn-host', ['cdn.acme.example'], 90, { Tags: tags('web', 'prod', 'web') }),
    secret('/web/prod/captcha-secret', versions('prod captcha', 1), 90, { Tags: tags('web', 'prod', 'web') }),
  ];
}

const staging = (): Seeded[] => {
  const myapp = { Tags: tags('myapp', 'staging', 'platform') };
  return [
    text('/myapp/staging/db-host', ['db1.staging.acme.internal'], 30, { ...myapp, AllowedPattern: '[a-z0-9.-]+' }),
    text('/myapp/staging/db-port', ['5432'], 300, { ...myapp, AllowedPattern: '\\d{1,5}' }),
    secret('/myapp/staging/db-password', versions('staging db', 2), 41, { ...latest(2), ...myapp }),
    { ...text('/myapp/staging/feature-flags', ['search,new-checkout,dark-mode'], 1, myapp), Type: 'StringList' },
    text('/myapp/staging/log-level', ['debug'], 60, myapp),
    text('/myapp/staging/mail-sink', ['mail.staging.acme.internal'], 60, myapp),
  ];
};

const dev = (): Seeded[] => [
  text('/myapp/dev/db-host', ['localhost'], 100, { Tags: tags('myapp', 'dev', 'platform') }),
  secret('/myapp/dev/db-password', versions('dev db', 1), 100, { Tags: tags('myapp', 'dev', 'platform') }),
  text('/web/dev/cdn-host', ['localhost:8080'], 5, { Tags: tags('web', 'dev', 'web') }),
  secret('/web/dev/captcha-secret', versions('dev captcha', 1), 5, { Tags: tags('web', 'dev', 'web'), KeyId: 'alias/aws/ssm' }),
];

/** Puts what the example company keeps in Parameter Store in one account and region. */
export function seedParameters(place: Place, now: number): void {
  const { account, region } = place;
  const here: Readonly<Record<string, () => Seeded[]>> = {
    [`${production}/eu-central-1`]: () => prod(region, now),
    [`${nonProduction}/eu-central-1`]: staging,
    [`${nonProduction}/us-east-1`]: dev,
  };
  const by = [`arn:aws:iam::${account}:user/deployer`, `arn:aws:sts::${account}:assumed-role/Administrator/ana.berg`];
  for (const { daysAgo, ...seeded } of here[`${account}/${region}`]?.() ?? []) plant(place, { ...seeded, by, at: now - daysAgo * day });
}
