import type { Bench } from '../../../sandbox/demo/setUp';
import type { EditorPage } from './editorPage';
import type { Take } from './pictures';

/** Where the checks of the editor happen. */
export interface Place {
	bench: Bench;
	editor: EditorPage;
	take: Take;
}
