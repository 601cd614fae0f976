import { pathAbove, pinned, type Referred } from './referred.ts';

// Under / everything of the region would be read: there only what has no level.
const isDeep = (name: string): boolean => pathAbove(name) !== '/';

/** A module that reads the parameter, and all under its path, page by page. */
export function typescriptReader(of: Referred): string {
  const secret = of.type === 'SecureString' ? ', WithDecryption: true' : '';
  return `import { GetParameterCommand, paginateGetParametersByPath, SSMClient } from '@aws-sdk/client-ssm';

const client = new SSMClient({ region: ${JSON.stringify(of.env.region)} });

export async function readParameter(): Promise<string> {
  const { Parameter } = await client.send(new GetParameterCommand({ Name: ${JSON.stringify(pinned(of))}${secret} }));
  if (Parameter?.Value === undefined) throw new Error('The parameter has no value.');
  return Parameter.Value;
}

export async function readPath(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const asked = { Path: ${JSON.stringify(pathAbove(of.name))}, Recursive: ${isDeep(of.name)}${secret} };
  for await (const page of paginateGetParametersByPath({ client }, asked)) {
    for (const { Name, Value } of page.Parameters ?? []) if (Name !== undefined && Value !== undefined) found.set(Name, Value);
  }
  return found;
}
`;
}

/** The same for Python. */
export function pythonReader(of: Referred): string {
  const secret = of.type === 'SecureString' ? ', WithDecryption=True' : '';
  return `import boto3

ssm = boto3.client("ssm", region_name=${JSON.stringify(of.env.region)})


def read_parameter() -> str:
    return ssm.get_parameter(Name=${JSON.stringify(pinned(of))}${secret})["Parameter"]["Value"]


def read_path() -> dict[str, str]:
    pages = ssm.get_paginator("get_parameters_by_path").paginate(
        Path=${JSON.stringify(pathAbove(of.name))}, Recursive=${isDeep(of.name) ? 'True' : 'False'}${secret}
    )
    return {found["Name"]: found["Value"] for page in pages for found in page["Parameters"]}
`;
}
