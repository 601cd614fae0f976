/** AWS's own types of parameters whose values have one shape, with that shape in words and an example. */
export const awsTypes: ReadonlyMap<string, { readonly pattern: RegExp; readonly words: string }> = new Map([
  // Machines that are not of EC2 have ids that begin with mi.
  ['AWS::EC2::Instance::Id', { pattern: /^m?i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, words: 'the id of an instance, as i-0a1b2c3d4e5f67890' }],
  ['AWS::SSM::ManagedInstance::Id', { pattern: /^m?i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, words: 'the id of a node, as mi-0a1b2c3d4e5f67890' }],
  ['AWS::EC2::Image::Id', ofEc2('ami', 'an image')],
  ['AWS::EC2::Volume::Id', ofEc2('vol', 'a volume')],
  ['AWS::EC2::SecurityGroup::Id', ofEc2('sg', 'a security group')],
  ['AWS::EC2::Subnet::Id', ofEc2('subnet', 'a subnet')],
  ['AWS::EC2::VPC::Id', ofEc2('vpc', 'a VPC')],
  [
    'AWS::IAM::Role::Arn',
    {
      pattern: /^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
      words: "a role's ARN, as arn:aws:iam::111122223333:role/runbooks",
    },
  ],
  [
    'AWS::S3::Bucket::Name',
    { pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, words: "a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens" },
  ],
]);

function ofEc2(prefix: string, what: string) {
  return { pattern: new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`), words: `the id of ${what}, as ${prefix}-0a1b2c3d4e5f67890` };
}
