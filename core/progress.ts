import type { Progress } from './ports/environment';

/** Counts writes as they are answered and tells how far the run is. What has to be written again is no new write. */
export function counting(total: number, progress: Progress = () => undefined): (answered: number) => void {
	let done = 0;
	return (answered) => {
		done = Math.min(total, done + answered);
		progress(done, total);
	};
}
