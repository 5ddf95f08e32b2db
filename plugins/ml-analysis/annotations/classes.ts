import { rows } from '#core';

/** A class of boxes and how many there are. */
export interface CountedClass {
  readonly name: string;
  readonly count: number;
}

/** Classes that a 16-bit index can name; of more than 65,535, the rarest are drawn as boxes without a class. */
const NAMEABLE = 65535;

/** The classes of an analysis's boxes, most frequent first; their places here are the indices in the box columns. */
export const boxClasses = (analysisId: string): Promise<CountedClass[]> =>
  rows<CountedClass>(
    `select class_name as name, count(*)::int as count from ml_annotations
     where analysis_id = $1 and x0 is not null and class_name is not null
     group by class_name order by count(*) desc, class_name limit ${NAMEABLE}`,
    [analysisId],
  );
