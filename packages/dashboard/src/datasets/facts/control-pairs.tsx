import type { Answer } from '../../api/types.ts';

export interface ControlPairsProps {
  readonly pairs: Answer<'getDatasetFacts'>['controls'];
  /** Name of the dataset with the control images; empty while none is chosen. */
  readonly controls: string;
}

/** Which pictures have no control image in another dataset. */
export function ControlPairs({ pairs, controls }: ControlPairsProps) {
  if (controls === '' || pairs === null) {
    return (
      <p className="text-[0.8125rem] text-muted">
        Models that edit pictures learn from pairs: each picture here, and a control image of the same name in
        another dataset. Choose that dataset to see which pairs are incomplete.
      </p>
    );
  }
  if (pairs.missing.count === 0) {
    return <p className="text-success">Every picture has its control image in {controls}.</p>;
  }
  return (
    <>
      <p className="mb-2 text-danger">
        {pairs.missing.count === 1
          ? `One picture has no control image in ${controls}:`
          : `${pairs.missing.count.toLocaleString('en')} pictures have no control image in ${controls}, among them:`}
      </p>
      <ul className="list-inside list-disc text-[0.8125rem] wrap-anywhere text-muted">
        {pairs.missing.examples.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </>
  );
}
