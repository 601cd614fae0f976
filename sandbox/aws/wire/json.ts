import { type ServiceModel, shapeOf } from '../model.ts';
import type { Refusal } from '../refusal.ts';

/** awsJson writes times as seconds since 1970; the model says which members are times. */
export function toJson(model: ServiceModel, shapeName: string, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  const shape = shapeOf(model, shapeName);
  if (shape.type === 'timestamp') return (value as Date).getTime() / 1000;
  if (shape.type === 'list') return (value as unknown[]).map((item) => toJson(model, shape.member?.shape ?? '', item));
  if (shape.type === 'map')
    return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, toJson(model, shape.value?.shape ?? '', item)]));
  if (shape.type !== 'structure') return value;
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(shape.members ?? {})
      .filter(([name]) => fields[name] !== undefined)
      .map(([name, member]) => [name, toJson(model, member.shape, fields[name])]),
  );
}

export const jsonError = (refusal: Refusal) => JSON.stringify({ __type: refusal.code, message: refusal.message });
