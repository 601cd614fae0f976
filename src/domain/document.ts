/** A parameter of a document, as the document's content declares it. */
export interface DocumentParameter {
  readonly name: string;
  /** 'String', 'StringList', 'Boolean', 'Integer', 'StringMap', 'MapList'; in runbooks also AWS's own, as 'AWS::EC2::Instance::Id'. */
  readonly type: string;
  readonly description?: string | undefined;
  readonly default?: readonly string[] | undefined;
  readonly allowedValues?: readonly string[] | undefined;
  readonly allowedPattern?: string | undefined;
  /** How many values a list takes, and how many characters a value. */
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly minChars?: number | undefined;
  readonly maxChars?: number | undefined;
}
