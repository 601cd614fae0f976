import { type MemberRef, type ServiceModel, shapeOf } from '../model.ts';

type Dialect = 'awsQuery' | 'ec2Query';

/** ec2Query capitalises a member's locationName; awsQuery uses the member's name. */
function parameterName(dialect: Dialect, name: string, member: MemberRef): string {
  if (dialect === 'awsQuery') return name;
  const location = member.locationName ?? name;
  return location.charAt(0).toUpperCase() + location.slice(1);
}

function scalar(type: string, text: string): unknown {
  if (type === 'integer' || type === 'long' || type === 'double') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function read(dialect: Dialect, model: ServiceModel, shapeName: string, form: Map<string, string>, at: string): unknown {
  const shape = shapeOf(model, shapeName);
  const has = (prefix: string) => [...form.keys()].some((key) => key === prefix || key.startsWith(`${prefix}.`));
  if (shape.type === 'structure') {
    const fields: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      const key = `${at && `${at}.`}${parameterName(dialect, name, member)}`;
      if (has(key)) fields[name] = read(dialect, model, member.shape, form, key);
    }
    return fields;
  }
  if (shape.type === 'list') {
    const prefix = dialect === 'awsQuery' ? `${at}.member` : at;
    const items: unknown[] = [];
    for (let index = 1; has(`${prefix}.${index}`); index += 1)
      items.push(read(dialect, model, shape.member?.shape ?? '', form, `${prefix}.${index}`));
    return items;
  }
  return scalar(shape.type, form.get(at) ?? '');
}

/** Reads a form-encoded call into the input that the model describes. */
export function fromQuery(dialect: Dialect, model: ServiceModel, shapeName: string, form: Map<string, string>): Record<string, unknown> {
  return read(dialect, model, shapeName, form, '') as Record<string, unknown>;
}
