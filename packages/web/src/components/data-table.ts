import { type Content, type Html, html } from '../html.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Content;
  /** Numbers stand right-aligned, digit under digit. */
  readonly numeric?: boolean;
}

/** Rows and columns. It scrolls sideways by itself on a narrow screen, also by keyboard. */
export function dataTable<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const numeric = html` class="numeric"`;
  const head = columns.map(column => html`<th scope="col"${column.numeric && numeric}>${column.title}</th>`);
  const line = (row: Row): Html =>
    html`<tr>${columns.map(column => html`<td${column.numeric && numeric}>${column.cell(row)}</td>`)}</tr>`;
  return html`<div class="table-scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="visually-hidden">${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${rows.map(line)}</tbody>
</table></div>`;
}
