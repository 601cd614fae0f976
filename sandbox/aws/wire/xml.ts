import { XMLBuilder } from 'fast-xml-parser';
import { type ServiceModel, shapeOf } from '../model.ts';
import type { Refusal } from '../refusal.ts';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The tree that fast-xml-parser writes. STS wraps list items in `member`, EC2 in `item`. */
function toTree(model: ServiceModel, shapeName: string, value: unknown, item: 'member' | 'item'): unknown {
  const shape = shapeOf(model, shapeName);
  if (shape.type === 'timestamp') return (value as Date).toISOString();
  if (shape.type === 'list') return { [item]: (value as unknown[]).map((entry) => toTree(model, shape.member?.shape ?? '', entry, item)) };
  if (shape.type !== 'structure') return String(value);
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(shape.members ?? {})
      .filter(([name]) => fields[name] !== undefined)
      .map(([name, member]) => [member.locationName ?? name, toTree(model, member.shape, fields[name], item)]),
  );
}

export function stsAnswer(model: ServiceModel, operation: string, shapeName: string, output: unknown, requestId: string): string {
  const answer = {
    [`${operation}Response`]: {
      '@xmlns': `https://sts.amazonaws.com/doc/${model.apiVersion}/`,
      [`${operation}Result`]: toTree(model, shapeName, output, 'member'),
      ResponseMetadata: { RequestId: requestId },
    },
  };
  return declaration + builder.build(answer);
}

export function stsError(model: ServiceModel, refusal: Refusal, requestId: string): string {
  const error = { Type: refusal.status < 500 ? 'Sender' : 'Receiver', Code: refusal.code, Message: refusal.message };
  const xmlns = `https://sts.amazonaws.com/doc/${model.apiVersion}/`;
  return builder.build({ ErrorResponse: { '@xmlns': xmlns, Error: error, RequestId: requestId } });
}

export function ec2Answer(model: ServiceModel, operation: string, shapeName: string, output: unknown, requestId: string): string {
  const body = toTree(model, shapeName, output, 'item') as object;
  const xmlns = `http://ec2.amazonaws.com/doc/${model.apiVersion}/`;
  return declaration + builder.build({ [`${operation}Response`]: { '@xmlns': xmlns, requestId, ...body } });
}

export function ec2Error(refusal: Refusal, requestId: string): string {
  const error = { Code: refusal.code, Message: refusal.message };
  return declaration + builder.build({ Response: { Errors: { Error: error }, RequestID: requestId } });
}
