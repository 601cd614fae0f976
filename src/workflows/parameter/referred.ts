import type { Environment } from '../../domain/environment.ts';
import type { ParameterType } from './value.ts';

/** The parameter that is read from elsewhere. `keyId` is that of a SecureString, as AWS gives it; `version` pins one where that is possible. */
export interface Referred {
  readonly name: string;
  readonly type: ParameterType;
  readonly version?: number | undefined;
  readonly keyId?: string | undefined;
  readonly env: Pick<Environment, 'partition' | 'region' | 'account'>;
}

/** The path above a name, '/' for one without levels. */
export const pathAbove = (name: string): string => name.slice(0, name.lastIndexOf('/')) || '/';

/** The name with its version, if one is pinned. */
export const pinned = ({ name, version }: Referred): string => (version === undefined ? name : `${name}:${version}`);
