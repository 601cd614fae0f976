import { models, type ServiceName } from '../model.ts';
import type { Operation } from '../operation.ts';
import { operations } from '../operations.ts';
import { Refusal } from '../refusal.ts';
import type { SignedRequest } from '../signature.ts';
import { fromQuery } from './query.ts';

/** What a request asks for. */
export interface Call {
  readonly service: ServiceName;
  readonly name: string;
  readonly operation: Operation | undefined;
  readonly input: Record<string, unknown>;
}

export const isService = (name: string): name is ServiceName => Object.hasOwn(models, name);
const table = new Map(operations.map((operation) => [`${operation.service}.${operation.name}`, operation]));

/** Reads what is asked: SSM speaks awsJson1_1, STS awsQuery, EC2 ec2Query. */
export function readCall(service: ServiceName, request: SignedRequest): Call {
  const model = models[service];
  if (service === 'ssm') {
    const name = request.header('x-amz-target')?.replace(/^AmazonSSM\./, '') ?? '';
    try {
      return { service, name, operation: table.get(`ssm.${name}`), input: JSON.parse(request.body || '{}') as Record<string, unknown> };
    } catch {
      throw new Refusal('SerializationException', 'The request body is not valid JSON.');
    }
  }
  const form = new Map(new URLSearchParams(request.body));
  const name = form.get('Action') ?? '';
  const operation = table.get(`${service}.${name}`);
  const shape = model.operations[name]?.input;
  const input = operation && shape ? fromQuery(service === 'sts' ? 'awsQuery' : 'ec2Query', model, shape, form) : {};
  return { service, name, operation, input };
}
