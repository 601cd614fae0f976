import { models, type ServiceName } from '../model.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import { Refusal } from '../refusal.ts';
import type { SignedRequest } from '../signature.ts';
import { fromQuery } from './query.ts';
import { fromRestJson, fromS3 } from './rest.ts';

/** What a request asks for. */
export interface Call {
  readonly service: ServiceName;
  readonly name: string;
  readonly operation: Operation | undefined;
  readonly input: Record<string, unknown>;
}

type Asked = Pick<Call, 'name' | 'input'>;

export const isService = (name: string): name is ServiceName => Object.hasOwn(models, name);
const table = new Map(operations.map((operation) => [`${operation.service}.${operation.name}`, operation]));

const jsonTarget = /^(?:AmazonSSM|Logs_20140328)\./;

function fromJson(request: SignedRequest): Asked {
  const name = request.header('x-amz-target')?.replace(jsonTarget, '') ?? '';
  return { name, input: JSON.parse(request.body || '{}') as Record<string, unknown> };
}

function fromForm(service: 'sts' | 'ec2', request: SignedRequest): Asked {
  const form = new Map(new URLSearchParams(request.body));
  const name = form.get('Action') ?? '';
  const shape = models[service].operations[name]?.input;
  const input = shape ? fromQuery(service === 'sts' ? 'awsQuery' : 'ec2Query', models[service], shape, form) : {};
  return { name, input };
}

function asked(service: ServiceName, request: SignedRequest): Asked {
  switch (service) {
    case 'sts':
    case 'ec2':
      return fromForm(service, request);
    case 'resource-groups':
      return fromRestJson(models[service], request);
    case 's3':
      return fromS3(models[service], request);
    default:
      return fromJson(request);
  }
}

/** Reads what is asked: SSM and Logs speak awsJson1_1, STS awsQuery, EC2 ec2Query, Resource Groups restJson1, S3 restXml. */
export function readCall(service: ServiceName, request: SignedRequest): Call {
  try {
    const call = asked(service, request);
    return { service, ...call, operation: table.get(`${service}.${call.name}`) };
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal('SerializationException', 'The request body is not valid JSON.');
    if (error instanceof URIError) throw new Refusal('InvalidURI', "Couldn't parse the specified URI.");
    throw error;
  }
}
