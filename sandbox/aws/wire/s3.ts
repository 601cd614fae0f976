import { XMLBuilder } from 'fast-xml-parser';
import { type ServiceModel, shapeOf } from '../model.ts';
import type { Refusal } from '../refusal.ts';
import type { Answer } from './answer.ts';

type Fields = Readonly<Record<string, unknown>>;

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/';

function toTree(model: ServiceModel, shapeName: string, value: unknown): unknown {
  const shape = shapeOf(model, shapeName);
  if (shape.type === 'timestamp') return (value as Date).toISOString();
  if (shape.type === 'list') return (value as unknown[]).map((item) => toTree(model, shape.member?.shape ?? '', item)); // S3's lists are flattened
  if (shape.type !== 'structure') return String(value);
  return Object.fromEntries(
    Object.entries(shape.members ?? {})
      .filter(([name, { location }]) => !location && (value as Fields)[name] !== undefined)
      .map(([name, member]) => [member.locationName ?? name, toTree(model, member.shape, (value as Fields)[name])]),
  );
}

/** Writes S3's answer: members with a place in the headers there, the payload as it is or the rest as XML. */
export function s3Answer(model: ServiceModel, name: string, output: unknown, requestId: string): Answer {
  const shapeName = model.operations[name]?.output ?? '';
  const shape = shapeOf(model, shapeName);
  const fields = output as Fields;
  const headers: Record<string, string> = { 'x-amz-request-id': requestId };
  for (const [member, { location, locationName }] of Object.entries(shape.members ?? {})) {
    const value = fields[member];
    if (location === 'header' && value !== undefined)
      headers[(locationName ?? member).toLowerCase()] = value instanceof Date ? value.toUTCString() : String(value);
  }
  if (name === 'HeadObject' || Object.keys(shape.members ?? {}).length === 0) return { status: 200, headers, body: '' };
  const payload = shape.payload === undefined ? undefined : shape.members?.[shape.payload];
  if (payload && shapeOf(model, payload.shape).type === 'structure') {
    const tree = toTree(model, payload.shape, fields[shape.payload ?? '']) as object;
    const xml = declaration + builder.build({ [shape.payload ?? '']: { '@xmlns': xmlns, ...tree } });
    return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body: xml };
  }
  if (shape.payload)
    return { status: fields.ContentRange === undefined ? 200 : 206, headers, body: fields[shape.payload] as Answer['body'] };
  const root = name === 'ListObjectsV2' ? 'ListBucketResult' : `${name}Result`;
  const body = declaration + builder.build({ [root]: { '@xmlns': xmlns, ...(toTree(model, shapeName, output) as object) } });
  return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

/** Writes S3's refusal; the answer to a HEAD has no body, so that the client sees the status alone. */
export function s3Error(name: string, refusal: Refusal, requestId: string): Answer {
  const headers = { 'x-amz-request-id': requestId, 'content-type': 'application/xml' };
  const error = { Code: refusal.code, Message: refusal.message, RequestId: requestId };
  const body = name.startsWith('Head') ? '' : declaration + builder.build({ Error: error });
  return { status: refusal.status, headers, body };
}
