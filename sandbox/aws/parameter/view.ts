import type { ParameterHistory, ParameterMetadata, Parameter as ShownParameter } from '@aws-sdk/client-ssm';
import type { Place } from '../world.ts';
import { unseal } from './key.ts';
import { arnOf } from './name.ts';
import { newest, type Parameter, type ParameterVersion } from './parameter.ts';
import { shownPolicies } from './policies.ts';

/** Without decryption a SecureString is shown as what KMS made of it. */
const shownValue = (place: Place, name: string, version: ParameterVersion, decrypted: boolean) =>
  decrypted ? unseal(place, arnOf(place, name), version) : version.value;

/** As the Get operations show a version. */
export function shownParameter(
  place: Place,
  { name }: Parameter,
  version: ParameterVersion,
  { decrypted, selector }: { decrypted: boolean; selector?: string },
): ShownParameter {
  return {
    Name: name,
    Type: version.type,
    Value: shownValue(place, name, version, decrypted),
    Version: version.version,
    ...(selector !== undefined && { Selector: `:${selector}` }),
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: arnOf(place, name),
    DataType: version.dataType,
  };
}

const described = (name: string, version: ParameterVersion, now: number) => ({
  Name: name,
  Type: version.type,
  ...(version.key && { KeyId: version.key.named }),
  LastModifiedDate: new Date(version.modifiedAt),
  LastModifiedUser: version.modifiedBy,
  ...(version.description !== undefined && { Description: version.description }),
  ...(version.allowedPattern !== undefined && { AllowedPattern: version.allowedPattern }),
  Version: version.version,
  Tier: version.tier,
  Policies: shownPolicies(version, now),
  DataType: version.dataType,
});

/** As DescribeParameters shows a parameter: its newest version, and nothing of its value. */
export const shownMetadata = (place: Place, parameter: Parameter, now: number): ParameterMetadata => ({
  ...described(parameter.name, newest(parameter), now),
  ARN: arnOf(place, parameter.name),
});

/** As GetParameterHistory shows a version. */
export const shownHistory = (place: Place, name: string, version: ParameterVersion, decrypted: boolean, now: number): ParameterHistory => ({
  ...described(name, version, now),
  Value: shownValue(place, name, version, decrypted),
  Labels: [...version.labels],
});
