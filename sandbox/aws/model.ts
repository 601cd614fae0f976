import ec2 from './models/ec2.json' with { type: 'json' };
import logs from './models/logs.json' with { type: 'json' };
import resourceGroups from './models/resource-groups.json' with { type: 'json' };
import s3 from './models/s3.json' with { type: 'json' };
import ssm from './models/ssm.json' with { type: 'json' };
import sts from './models/sts.json' with { type: 'json' };

export type ServiceName = 'ssm' | 'sts' | 'ec2' | 'resource-groups' | 's3' | 'logs';

export interface MemberRef {
  readonly shape: string;
  readonly locationName?: string;
  /** For REST protocols: where in the HTTP message it stands, if not in the body. */
  readonly location?: 'uri' | 'querystring' | 'header';
}

/** One shape of a service's published model, with its constraints. */
export interface Shape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, MemberRef>>;
  readonly member?: MemberRef;
  readonly key?: MemberRef;
  readonly value?: MemberRef;
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  /** The list's items stand beside each other, without a wrapper. */
  readonly flattened?: boolean;
  /** The member that is the whole body. */
  readonly payload?: string;
}

/** The part of a service's published API model that this stand-in answers: constraints, names and errors as AWS publishes them. */
export interface ServiceModel {
  readonly service: string;
  readonly apiVersion: string;
  readonly operations: Readonly<Record<string, { readonly input: string; readonly output: string; readonly errors: readonly string[] }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export const models: Readonly<Record<ServiceName, ServiceModel>> = {
  ssm: ssm as unknown as ServiceModel,
  sts: sts as unknown as ServiceModel,
  ec2: ec2 as unknown as ServiceModel,
  'resource-groups': resourceGroups as unknown as ServiceModel,
  s3: s3 as unknown as ServiceModel,
  logs: logs as unknown as ServiceModel,
};

/** Looks a shape up; a hole in a trimmed model is a fault of this stand-in, so it throws. */
export function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`The model of ${model.service} has no shape ${name}.`);
  return shape;
}
