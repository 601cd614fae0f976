import { randomUUID } from 'node:crypto';
import { models, type ServiceName } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { Answer } from './answer.ts';
import { jsonError, toJson } from './json.ts';
import { s3Answer, s3Error } from './s3.ts';
import { ec2Answer, ec2Error, stsAnswer, stsError } from './xml.ts';

interface Protocol {
  readonly type: string;
  answer(name: string, output: unknown, requestId: string): string;
  error(refusal: Refusal, requestId: string): string;
}

const json = (service: ServiceName, type: string): Protocol => ({
  type,
  answer: (name, output) => JSON.stringify(toJson(models[service], models[service].operations[name]?.output ?? '', output)),
  error: jsonError,
});

const protocols: Readonly<Record<Exclude<ServiceName, 's3'>, Protocol>> = {
  ssm: json('ssm', 'application/x-amz-json-1.1'),
  logs: json('logs', 'application/x-amz-json-1.1'),
  'resource-groups': json('resource-groups', 'application/json'),
  sts: {
    type: 'text/xml',
    answer: (name, output, id) => stsAnswer(models.sts, name, models.sts.operations[name]?.output ?? '', output, id),
    error: (refusal, id) => stsError(models.sts, refusal, id),
  },
  ec2: {
    type: 'text/xml',
    answer: (name, output, id) => ec2Answer(models.ec2, name, models.ec2.operations[name]?.output ?? '', output, id),
    error: ec2Error,
  },
};

/** Writes an output or a refusal in the protocol of the service. */
export function render(service: ServiceName, name: string, output: unknown): Answer {
  const requestId = randomUUID();
  if (service === 's3') return output instanceof Refusal ? s3Error(name, output, requestId) : s3Answer(models.s3, name, output, requestId);
  const protocol = protocols[service];
  const headers = { 'x-amzn-requestid': requestId, 'content-type': protocol.type };
  if (!(output instanceof Refusal)) return { status: 200, headers, body: protocol.answer(name, output, requestId) };
  const errorType = service === 'resource-groups' && { 'x-amzn-errortype': output.code };
  return { status: output.status, headers: { ...headers, ...errorType }, body: protocol.error(output, requestId) };
}
