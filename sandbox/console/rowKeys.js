/**
 * Arrow keys in a table: one stop of the Tab key for the whole table, not one for each row. Down enters the rows; Up
 * from the first one goes to the headings, where Enter sorts.
 */
export function moveByKeys(table, holder, actions) {
	const rows = () => table.getRows('active');
	const rowAt = (element) => rows().find((row) => row.getElement() === element);
	const headings = () => [...holder.querySelectorAll('.tabulator-header .tabulator-col')];

	function focusRow(row) {
		if (!row) return;
		// Not awaited: for a row that is in view already the promise never ends.
		if (!row.getElement().isConnected) table.scrollToRow(row, 'center', false).catch(() => undefined);
		row.getElement().focus();
	}

	function onRow(row, event) {
		const all = rows();
		const at = all.indexOf(row);
		if (event.key === 'ArrowUp' && at === 0) return focusHeading(0);
		const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -all.length, End: all.length };
		if (event.key in steps) return focusRow(all[Math.min(all.length - 1, Math.max(0, at + steps[event.key]))]);
		return actions[event.key](row.getData());
	}

	function focusHeading(at) {
		const found = headings().at(at);
		found?.setAttribute('tabindex', '-1');
		found?.focus();
	}

	function onHeading(heading, event) {
		const all = headings();
		const at = all.indexOf(heading);
		if (event.key === 'ArrowDown') return focusRow(rows()[0]);
		if (event.key === 'ArrowRight') return focusHeading(Math.min(all.length - 1, at + 1));
		if (event.key === 'ArrowLeft') return focusHeading(Math.max(0, at - 1));
		const field = heading.getAttribute('tabulator-field');
		const [sorter] = table.getSorters();
		return table.setSort(field, sorter?.field === field && sorter.dir === 'asc' ? 'desc' : 'asc');
	}

	const rowKeys = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', ...Object.keys(actions)]);
	const headingKeys = new Set(['ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter', ' ']);
	// Before Tabulator's own, and Enter must not submit the form that it opens.
	holder.addEventListener(
		'keydown',
		(event) => {
			if (event.ctrlKey || event.metaKey || event.altKey) return;
			const row = rowAt(event.target);
			const heading = event.target.closest('.tabulator-col');
			const isHolder = event.target.classList.contains('tabulator-tableholder') && event.key === 'ArrowDown';
			if (!isHolder && !(row && rowKeys.has(event.key)) && !(heading && headingKeys.has(event.key))) return;
			event.preventDefault();
			event.stopPropagation();
			if (isHolder) focusRow(rows()[0]);
			else if (row) onRow(row, event);
			else onHeading(heading, event);
		},
		true,
	);
	return {
		rowAt,
		/** Focuses the row with this key, or the table where the row is gone. */
		focus(key) {
			const row = table.getRow(key);
			if (row && rows().includes(row)) focusRow(row);
			else holder.querySelector('.tabulator-tableholder').focus();
		},
		/** Runs a change that makes all rows anew, and leaves the focus where it was. */
		async keep(change) {
			const focused = rowAt(document.activeElement)?.getData().key;
			await change();
			if (focused !== undefined) this.focus(focused);
		},
	};
}
