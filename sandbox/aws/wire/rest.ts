import { type ServiceModel, shapeOf } from '../model.ts';
import type { SignedRequest } from '../signature.ts';

type Fields = Record<string, unknown>;

const resourceGroupsPaths: Readonly<Record<string, string>> = {
  '/list-group-resources': 'ListGroupResources',
  '/groups-list': 'ListGroups',
  '/get-group': 'GetGroup',
};

const typed = (type: string, text: string): unknown => {
  if ((type === 'integer' || type === 'long') && /^-?\d+$/.test(text)) return Number(text);
  return type === 'boolean' ? text === 'true' : text;
};

/** The members that stand in the query string or in headers. */
function besideTheBody(model: ServiceModel, shapeName: string, request: SignedRequest): Fields {
  const fields: Fields = {};
  for (const [name, member] of Object.entries(shapeOf(model, shapeName).members ?? {})) {
    const key = member.locationName ?? name;
    const text =
      member.location === 'querystring' ? request.query.get(key) : member.location === 'header' ? request.header(key.toLowerCase()) : null;
    if (text !== null && text !== undefined) fields[name] = typed(shapeOf(model, member.shape).type, text);
  }
  return fields;
}

/** Reads a call in restJson1: the path names the operation. Throws a SyntaxError for a body that is no JSON. */
export function fromRestJson(model: ServiceModel, request: SignedRequest): { name: string; input: Fields } {
  const name = resourceGroupsPaths[request.path] ?? '';
  const shape = model.operations[name]?.input;
  if (!shape) return { name: request.path, input: {} };
  return { name, input: { ...(JSON.parse(request.body || '{}') as Fields), ...besideTheBody(model, shape, request) } };
}

function s3Operation(method: string, hasKey: boolean): string {
  if (method === 'GET') return hasKey ? 'GetObject' : 'ListObjectsV2';
  return method === 'HEAD' && hasKey ? 'HeadObject' : `${method} ${hasKey ? 'object' : 'bucket'}`;
}

/** Reads a call to S3 in path style, which is what the SDK sends to an address that is a bare IP number. */
export function fromS3(model: ServiceModel, request: SignedRequest): { name: string; input: Fields } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
  const name = s3Operation(request.method, key !== '');
  const shape = model.operations[name]?.input;
  if (!shape) return { name, input: {} };
  const fields = besideTheBody(model, shape, request);
  return { name, input: { Bucket: decodeURIComponent(bucket), ...(key && { Key: decodeURIComponent(key) }), ...fields } };
}
