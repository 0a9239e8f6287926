import type { TableCheck } from '../../services/table-check/check-table.ts';
import type { TableCheckBody } from '../schemas/table-check.ts';

export function tableCheckView({ findings, not_checked: notChecked, ...counts }: TableCheck): TableCheckBody {
  return {
    ...counts,
    findings: findings.map(({ references, lines, ...finding }) => ({
      ...finding,
      references: [...references],
      lines: [...lines],
    })),
    not_checked: notChecked.map((each) => ({ ...each })),
  };
}
