import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readParameters } from '../../../sandbox/aws/automation/given.ts';
import type { RunbookContent } from '../../../sandbox/aws/automation/runbook.ts';
import { readRunbook } from '../../../src/workflows/runbook/content.ts';
import { pairsOf, questionOf, readAnswers } from '../../../src/workflows/runbook/parameters.ts';

const text = `schemaVersion: "0.3"
parameters:
  Id: {type: "AWS::EC2::Instance::Id"}
  Ids: {type: "List<AWS::EC2::Instance::Id>", default: []}
  Role: {type: "AWS::IAM::Role::Arn", default: ""}
  Names: {type: StringList, default: [a, b], minItems: 1, maxItems: 3}
  Count: {type: Integer, default: 3}
  Sure: {type: Boolean, default: false}
  Size: {type: String, default: small, allowedValues: [small, large]}
  Tags: {type: MapList, default: [{Key: a, Value: b}], maxItems: 2}
  Config: {type: StringMap, default: {Level: high}}
  Word: {type: String, default: x, allowedPattern: "^[a-z]+$", minChars: 1, maxChars: 5}
mainSteps: []
`;
const runbook = readRunbook(text);
const parameters = [...runbook.parameters.values()].map(questionOf);
const read = (...pairs: string[]) => readAnswers(['Id=i-0a1b2c3d', ...pairs], { name: 'Own', parameters });

test('its questions have the shape that the forms of documents know', () => {
  const [id, , role, names, count] = parameters;
  expect(id).toMatchObject({ name: 'Id', type: 'AWS::EC2::Instance::Id', default: undefined });
  expect(role?.default).toEqual([]);
  expect(names).toMatchObject({ default: ['a', 'b'], minItems: 1, maxItems: 3 });
  expect(count?.default).toEqual(['3']);
  expect(parameters.find(({ name }) => name === 'Config')?.default).toEqual(['{"Level":"high"}']);
  expect(parameters.find(({ name }) => name === 'Tags')?.default).toEqual(['{"Key":"a","Value":"b"}']);
});

test('several words of one name are a list, and maps are written as YAML or JSON', () => {
  expect(read('Names=x', 'Names=y', 'Sure=TRUE', 'Count= 7')).toEqual({
    Id: ['i-0a1b2c3d'],
    Names: ['x', 'y'],
    Sure: ['true'],
    Count: ['7'],
  });
  expect(read('Config=Level: low\nDepth: 2').Config).toEqual(['{"Level":"low","Depth":2}']);
  expect(read('Config={Level: low}').Config).toEqual(['{"Level":"low"}']);
  expect(read('Tags=- {Key: a}\n- {Key: b}').Tags).toEqual(['{"Key":"a"}', '{"Key":"b"}']);
  expect(read('Tags={"Key": "a"}', 'Tags={"Key": "b"}').Tags).toEqual(['{"Key":"a"}', '{"Key":"b"}']);
  // An account keeps its zero.
  expect(read('Config=Account: 012345678901').Config).toEqual(['{"Account":"012345678901"}']);
});

test.each([
  ['Id=web-1', 'Own: Id is the id of an instance, as i-0a1b2c3d4e5f67890, not "web-1". Correct --param Id=....'],
  ['Ids=i-1', 'Own: Ids is the id of an instance, as i-0a1b2c3d4e5f67890, not "i-1". Correct --param Ids=....'],
  ['Role=admin', 'Own: Role is a role\'s ARN, as arn:aws:iam::111122223333:role/runbooks, not "admin". Correct --param Role=....'],
  ['Count=many', 'Own: Count is a whole number, not "many". Correct --param Count=....'],
  ['Sure=yes', 'Own: Sure is true or false, not "yes". Correct --param Sure=....'],
  ['Size=huge', 'Own: Size can\'t be "huge": it is one of small, large. Correct --param Size=....'],
  ['Word=ABC', 'Own: Word can\'t be "ABC": it must match ^[a-z]+$. Correct --param Word=....'],
  ['Wrod=a', 'Own has no parameter "Wrod". Did you mean Word?'],
  ['Config=[a]', 'Own: Config is a map in YAML or JSON, as "Key: value". Correct --param Config=....'],
  ['Tags=a', 'Own: Tags is a list of maps in YAML or JSON, as "- Key: value". Correct --param Tags=....'],
  ['Tags=[{a: 1}, {a: 2}, {a: 3}]', 'Own: Tags has 3 entries, and takes 2 at most. Correct --param Tags=....'],
  ['Config=a: 1\nb: {{ x }}', "Own: Config can't be read, at line 2 of its value: Braces begin a value without quotes."],
])('%j is refused with what is right', (pair, words) => {
  const others = pair.startsWith('Id=') ? [pair] : ['Id=i-0a1b2c3d', pair];
  expect(() => readAnswers(others, { name: 'Own', parameters })).toThrow(words);
});

test('one that must be given is asked for; one that is given in another way is not', () => {
  expect(() => readAnswers([], { name: 'Own', parameters })).toThrow('Own wants the parameter Id: --param Id=VALUE.');
  expect(readAnswers([], { name: 'Own', parameters }, 'Id')).toEqual({});
  expect(readAnswers(['Id=i-0a1b2c3d', 'Role='], { name: 'Own', parameters }).Role).toEqual(['']);
});

const word = fc.string({ minLength: 1, maxLength: 8 });
const map = fc.dictionary(word, fc.oneof(word, fc.integer(), fc.boolean(), fc.constant('007'), fc.array(word, { maxLength: 2 })), {
  minKeys: 1,
  maxKeys: 3,
});
const given = fc.record(
  {
    Ids: fc.array(fc.constantFrom('i-0a1b2c3d', 'mi-0a1b2c3d4e5f67890'), { minLength: 1, maxLength: 3 }),
    Names: fc.array(word, { minLength: 1, maxLength: 3 }),
    Count: fc.integer().map((each) => [String(each)]),
    Sure: fc.boolean().map((each) => [String(each)]),
    Tags: fc.array(map, { minLength: 1, maxLength: 2 }).map((maps) => maps.map((each) => JSON.stringify(each))),
    Config: map.map((each) => [JSON.stringify(each)]),
    Word: fc.stringMatching(/^[a-z]{1,5}$/).map((each) => [each]),
  },
  { requiredKeys: [] },
);

test('what is read is written again as the same words, and the local AWS reads the same from it', () => {
  const content = runbook.given as unknown as RunbookContent;
  fc.assert(
    fc.property(given, (answers) => {
      const whole = { Id: ['i-0a1b2c3d'], ...answers };
      const once = readAnswers(pairsOf(whole), { name: 'Own', parameters });
      expect(once).toEqual(whole);
      const taken = readParameters(content, once);
      if (answers.Config) expect(taken.Config).toEqual(JSON.parse(answers.Config[0] ?? ''));
      if (answers.Tags) expect(taken.Tags).toEqual(answers.Tags.map((each) => JSON.parse(each)));
      if (answers.Names) expect(taken.Names).toEqual(answers.Names);
    }),
    { numRuns: 300 },
  );
});

test('any words are read or refused with words', () => {
  const name = fc.constantFrom('Id', 'Ids', 'Tags', 'Config', 'Word', 'Gone', 'constructor');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string({ maxLength: 20 })), { maxLength: 4 }), (pairs) => {
      try {
        readAnswers(
          pairs.map((pair) => pair.join('=')),
          { name: 'Own', parameters },
        );
      } catch (error) {
        expect(error).toMatchObject({ name: 'UserError' });
      }
    }),
  );
});
