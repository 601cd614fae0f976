import { deflateRawSync } from 'node:zlib';
import type { Tag } from '@aws-sdk/client-sts';
import type { Policy } from './principal.ts';
import { refuse } from './refusal.ts';

const maxCharacters = 2048; // AssumeRole, Policy
const packedBytes = 1024;
/** STS packs the words of a policy into few bytes; a dictionary gives deflate the same advantage. */
const dictionary = Buffer.from(
  '{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Effect":"Deny","Action":["ssm:","ec2:","s3:*"],"Resource":["arn:aws:ssm:*:*:document/","arn:aws:ec2:*:*:instance/i-"],"Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":""}}}]}',
);

/** Estimates how full the packed space is, in percent. The service does not publish its format; this is of its order. */
export function packedSize(policy: string | undefined, tags: readonly Tag[]): number {
  const words = [policy === undefined ? '' : JSON.stringify(JSON.parse(policy)), ...tags.map((tag) => `${tag.Key}=${tag.Value}`)];
  if (words.join('') === '') return 0;
  return Math.ceil((100 * deflateRawSync(words.join('\n'), { level: 9, dictionary }).length) / packedBytes);
}

/** Reads an inline session policy as STS does. */
export function readSessionPolicy(text: string | undefined): Policy | undefined {
  if (text === undefined) return undefined;
  if (text.length > maxCharacters)
    refuse(
      'ValidationError',
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${maxCharacters}`,
    );
  const malformed = (): never => refuse('MalformedPolicyDocument', 'This policy contains invalid Json');
  let policy: Policy;
  try {
    policy = JSON.parse(text) as Policy;
  } catch {
    return malformed();
  }
  if (typeof policy !== 'object' || policy === null) return malformed();
  return policy;
}
