import { XMLParser } from 'fast-xml-parser';
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

function s3Operation(method: string, hasKey: boolean, query: URLSearchParams): string {
  if (query.has('encryption') && !hasKey) return `${method === 'GET' ? 'Get' : 'Put'}BucketEncryption`;
  if (method === 'GET') return hasKey ? 'GetObject' : 'ListObjectsV2';
  return method === 'HEAD' && hasKey ? 'HeadObject' : `${method} ${hasKey ? 'object' : 'bucket'}`;
}

const parser = new XMLParser({ parseTagValue: false });

/** A value out of XML, where all is text and a list of one is no list. */
function fromXml(model: ServiceModel, shapeName: string, value: unknown): unknown {
  const shape = shapeOf(model, shapeName);
  if (shape.type === 'list') return [value].flat().map((item) => fromXml(model, shape.member?.shape ?? '', item)); // S3's lists are flattened
  if (shape.type !== 'structure') return typed(shape.type, String(value));
  const fields = typeof value === 'object' && value !== null ? (value as Fields) : {};
  return Object.fromEntries(
    Object.entries(shape.members ?? {})
      .map(([name, member]) => [name, member, fields[member.locationName ?? name]] as const)
      .filter(([, , found]) => found !== undefined)
      .map(([name, member, found]) => [name, fromXml(model, member.shape, found)]),
  );
}

/** The member that is the body, if the call has one that is no file. */
function payloadOf(model: ServiceModel, shapeName: string, body: string): Fields {
  const { payload, members } = shapeOf(model, shapeName);
  const member = payload === undefined ? undefined : members?.[payload];
  if (payload === undefined || !member) return {};
  const tree = parser.parse(body) as Fields;
  return { [payload]: fromXml(model, member.shape, tree[payload]) };
}

/** Reads a call to S3 in path style, which is what the SDK sends to an address that is a bare IP number. */
export function fromS3(model: ServiceModel, request: SignedRequest): { name: string; input: Fields } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
  const name = s3Operation(request.method, key !== '', request.query);
  const shape = model.operations[name]?.input;
  if (!shape) return { name, input: {} };
  const fields = { ...besideTheBody(model, shape, request), ...payloadOf(model, shape, request.body) };
  return { name, input: { Bucket: decodeURIComponent(bucket), ...(key && { Key: decodeURIComponent(key) }), ...fields } };
}
