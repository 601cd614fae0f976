import { randomUUID } from 'node:crypto';
import { models, type ServiceName } from '../model.ts';
import { Refusal } from '../refusal.ts';
import { jsonError, toJson } from './json.ts';
import { ec2Answer, ec2Error, stsAnswer, stsError } from './xml.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Writes an output or a refusal in the protocol of the service. */
export function render(service: ServiceName, name: string, output: unknown): Answer {
  const model = models[service];
  const shape = model.operations[name]?.output ?? '';
  const requestId = randomUUID();
  const headers = { 'x-amzn-requestid': requestId, 'content-type': service === 'ssm' ? 'application/x-amz-json-1.1' : 'text/xml' };
  if (output instanceof Refusal) {
    const body =
      service === 'ssm' ? jsonError(output) : service === 'sts' ? stsError(model, output, requestId) : ec2Error(output, requestId);
    return { status: output.status, headers, body };
  }
  const body =
    service === 'ssm'
      ? JSON.stringify(toJson(model, shape, output))
      : (service === 'sts' ? stsAnswer : ec2Answer)(model, name, shape, output, requestId);
  return { status: 200, headers, body };
}
