//! Label flip: an honest member that trains on poisoned data.

/// Turns the targets of training around: `t → min + max − t`, over the member's own targets.
///
/// For labels 0 … L−1 this is `L − 1 − l`, the flip of Fang, Cao, Jia, Gong 2020 (and of ByzFL's `LabelFlipping`); for a
/// regression it mirrors the targets at the middle of their range, so that the model learns the opposite. Everything
/// after it is honest, and the update has the length of an honest one: the hardest lie to see by norms.
pub fn flip(targets: &mut [f32]) {
	let least = targets.iter().copied().fold(f32::INFINITY, f32::min);
	let most = targets.iter().copied().fold(f32::NEG_INFINITY, f32::max);
	for target in targets {
		*target = least + (most - *target);
	}
}

#[cfg(test)]
mod tests {
	use super::flip;

	#[test]
	fn labels_are_counted_from_the_other_end() {
		let mut labels: Vec<f32> = (0..10).map(|label| label as f32).collect();
		flip(&mut labels);
		assert_eq!(labels, [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0]);
	}

	#[test]
	fn a_regression_is_mirrored_and_twice_is_not_at_all() {
		let mut targets = [0.25, 1.0, 0.5];
		flip(&mut targets);
		assert_eq!(targets, [1.0, 0.25, 0.75]);
		flip(&mut targets);
		assert_eq!(targets, [0.25, 1.0, 0.5]);
		flip(&mut []);
	}
}
