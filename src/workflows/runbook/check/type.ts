import { isReference } from '../reference.ts';

const plainTypes = ['String', 'StringList', 'Integer', 'Boolean', 'StringMap', 'MapList'];
// 'AWS::EC2::Instance::Id' and List<> of such. Source: "Data elements and parameters" of the user guide.
const awsType = /^(?:AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+|List<AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+>)$/;

export const knownTypes: readonly string[] = [
  ...plainTypes,
  'AWS::EC2::Instance::Id',
  'List<AWS::EC2::Instance::Id>',
  'AWS::IAM::Role::Arn',
];

export const isType = (type: string): boolean => plainTypes.includes(type) || (type.length <= 200 && awsType.test(type));

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value that stands in a runbook is of a type. */
export function fitsType(type: string, value: unknown): boolean {
  if (type === 'Any') return true;
  if (type === 'Boolean') return typeof value === 'boolean' || value === 'true' || value === 'false';
  if (type === 'Integer') return Number.isSafeInteger(value) || (typeof value === 'string' && /^\d{1,15}$/.test(value));
  if (type === 'StringMap') return isMap(value);
  if (type === 'MapList') return Array.isArray(value) && value.every((item) => isMap(item) || isReference(item));
  if (type === 'StringList' || type.startsWith('List<')) return Array.isArray(value) && value.every(isScalar);
  return isScalar(value);
}
