import type {
  GetParameterRequest,
  GetParameterResult,
  GetParametersByPathRequest,
  GetParametersByPathResult,
  GetParametersRequest,
  GetParametersResult,
} from '@aws-sdk/client-ssm';
import { type Access, defineOperation, type Scene } from './operation.ts';
import { scanOf } from './page.ts';
import { filterOf } from './parameter/filters.ts';
import { arnOf, checkPath, findParameter, noSuchVersion, readName, under, versionOf } from './parameter/name.ts';
import { inOrder, newest, type Parameter, type ParameterVersion } from './parameter/parameter.ts';
import { demandDecrypt, onParameter } from './parameter/rights.ts';
import { settle } from './parameter/settle.ts';
import { shownParameter } from './parameter/view.ts';
import { refuse } from './refusal.ts';

const most = 10; // a page of GetParametersByPath

interface Found {
  readonly parameter: Parameter;
  readonly version: ParameterVersion;
  readonly selector?: string;
}

/** The parameter and the version that a name means; undefined if one of them is not there. */
function find({ place }: Scene, text: string): Found | undefined {
  const { name, selector } = readName(place, text);
  const parameter = findParameter(place, name);
  const version = parameter && (selector === undefined ? newest(parameter) : versionOf(parameter, selector));
  return version && { parameter, version, ...(selector !== undefined && { selector }) };
}

/** Decrypts where that was asked for: KMS is asked for each value, in the order of the answer. */
async function show(scene: Scene, found: readonly Found[], decrypted = false) {
  for (const { parameter, version } of found) if (decrypted) await demandDecrypt(scene, parameter.name, version);
  return found.map(({ parameter, version, selector }) =>
    shownParameter(scene.place, parameter, version, { decrypted, ...(selector !== undefined && { selector }) }),
  );
}

export const getParameter = defineOperation<GetParameterRequest, GetParameterResult>({
  service: 'ssm',
  name: 'GetParameter',
  access: ({ Name: name = '' }, scene) => [onParameter('ssm:GetParameter', scene, name)],
  async answer({ Name: text = '', WithDecryption: decrypted }, scene) {
    settle(scene.world, scene.place);
    const found = find(scene, text);
    const { name, selector } = readName(scene.place, text);
    if (!found && findParameter(scene.place, name)) noSuchVersion(name, selector ?? '');
    if (!found) return refuse('ParameterNotFound', ''); // the service says no more
    const [parameter] = await show(scene, [found], decrypted);
    return parameter ? { Parameter: parameter } : {};
  },
});

export const getParameters = defineOperation<GetParametersRequest, GetParametersResult>({
  service: 'ssm',
  name: 'GetParameters',
  access: ({ Names: names = [] }, scene) => names.map((name) => onParameter('ssm:GetParameters', scene, name)),
  async answer({ Names: names = [], WithDecryption: decrypted }, scene) {
    settle(scene.world, scene.place);
    const asked = [...new Set(names)].sort().map((name) => ({ name, found: find(scene, name) }));
    return {
      Parameters: await show(
        scene,
        asked.flatMap(({ found }) => found ?? []),
        decrypted,
      ),
      InvalidParameters: asked.filter(({ found }) => !found).map(({ name }) => name),
    };
  },
});

/** The right is to the path itself: whoever has it sees all levels below, as AWS warns. */
function pathAccess({ Path: path = '', Recursive: recursive }: GetParametersByPathRequest, { place }: Scene): Access[] {
  checkPath(path);
  return [{ action: 'ssm:GetParametersByPath', resource: arnOf(place, path), context: { 'ssm:Recursive': String(recursive ?? false) } }];
}

export const getParametersByPath = defineOperation<GetParametersByPathRequest, GetParametersByPathResult>({
  service: 'ssm',
  name: 'GetParametersByPath',
  access: pathAccess,
  async answer({ NextToken: token, WithDecryption: decrypted, ...question }, scene) {
    const { Path: path = '', Recursive: recursive = false, ParameterFilters: filters } = question;
    settle(scene.world, scene.place);
    const there = inOrder(scene.place.parameters).filter(under(path, recursive));
    const { page, next } = scanOf(there, filterOf('GetParametersByPath', filters), question.MaxResults ?? most, token, question);
    const label = filters?.find(({ Key }) => Key === 'Label')?.Values;
    const found = page.map((parameter) => ({
      parameter,
      version: (label && parameter.versions.findLast(({ labels }) => label.some((each) => labels.has(each)))) ?? newest(parameter),
    }));
    return { Parameters: await show(scene, found, decrypted), ...next };
  },
});
