import { describe, expect, it } from 'vitest';
import { parseCsvTable } from '../csv/csv-table.ts';
import { MAX_LINES, readStatements } from './read-statements.ts';

const read = (csv: string, options = {}) => readStatements(parseCsvTable(csv, 't.csv', options));

describe('a typed table', () => {
  it('gives statements, with blank cells as null and NA as blank', () => {
    const csv = 'table,row,kind,group,n,mean,sd,time,instrument\n3,PASI,Mean,A,NA,12.8,4.6,Before,PASI\n';
    expect(read(csv)).toMatchObject([
      {
        ...{ kind: 'mean', table: '3', row: 'PASI', group: 'A', level: null, line: 2, n: null, time: 'before' },
        ...{ instrument: 'PASI', items: null, mean: { value: 12.8, step: 0.1 }, sd: { text: '4.6' } },
      },
    ]);
  });

  it('takes decimal commas, percent signs and a printed minus', () => {
    const csv = 'row;kind;group;n;count;percent;mean\nx;count;A;48;30;62,5 %;\ny;mean;A;;;;−6,7\n';
    expect(read(csv, { decimalComma: true })).toMatchObject([{ percent: { value: 62.5 } }, { mean: { value: -6.7 } }]);
  });

  it.each([
    ['row,kind,grop\nx,count,A', /t\.csv, there is no column grop\. The columns are: table, row, level, kind/],
    ['row,kind,group\nx,median,A', /row 2, column kind: expected one of design, group, count, .* but found "median"/],
    ['row,kind,group\nx,,A', /row 2, column kind: is blank/],
    ['row,kind,group,mean\nx,mean,A,', /row 2, column mean: is blank, but kind mean needs it/],
    ['row,kind,group,count,mean\nx,count,A,3,4', /row 2, column mean: kind count has no such value/],
    [
      'row,kind,group,count\nx,count,A,3.5',
      /row 2, column count: expected a whole number of at least 0 but found "3.5"/,
    ],
    ['row,kind,group,percent\nx,count,A,101', /column percent: expected a number from 0 to 100/],
    ['row,kind,group,n,count,percent\nx,count,A,9,,', /column count: is blank and so is percent/],
    ['row,kind,p\nx,test,ns', /column p: expected a number, <number or >number but found "ns"/],
    ['row,kind,p\nx,test,1.2', /column p: expected a number from 0 to 1/],
    ['row,kind,group,mean\nx,mean,A,<3', /column mean: expected a number without < or >/],
    ['row,kind,group,mean\nx,mean,A,"3,5"', /column mean: expected a number but found "3,5"/],
    ['kind,design\ndesign,survey', /column design: expected one of cross-sectional/],
    ['row,kind,group,n\nx,count,A,0', /column n: expected a whole number of at least 1/],
    ['row,kind,group,mean,sd\nx,mean,A,1,-2', /column sd: expected a number of at least 0/],
  ])('is refused with row and column: %j', (csv, message) => {
    expect(() => read(`${csv}\n`)).toThrow(message);
  });

  it('tells all that is wrong, up to ten', () => {
    const csv = `row,kind,group,count\n${'x,count,A,-1\n'.repeat(12)}`;
    expect(() => read(csv)).toThrow(/row 2, .*\n(.*\n)*.*row 11, .*\nAnd 2 more\.$/);
    expect(() => read(`row,kind,p\n${'x,test,0.1\n'.repeat(201)}`)).toThrow('row 202, column row: more than 200');
    expect(() => read(`row,kind\n${'x,test\n'.repeat(MAX_LINES + 1)}`)).toThrow('at most 5000');
  });
});
