//! Surveys, answered: how much worse the result is without each update, measured on made-up rows of each member.
//!
//! A member's rows are `y = ⟨x, w + h_i⟩ / √d + ε` with x normal in each of d lanes: what its updates step towards. A model's error
//! on them is the root mean squared residual. The rows are new in each survey. Only their products with the models matter,
//! so they are drawn in the space that the models span.

use super::updates::normals;
use guild_agreement::settle::merit::MERIT_STEPS;
use rand_chacha::ChaCha8Rng;

/// Held-out rows of a member.
const ROWS: usize = 400;
/// Deviation of what no model can learn, ε. At the end of a run it makes about half of the error.
const ROW_NOISE: f64 = 0.3;

/// What was answered: what each member reported of each, by subject and reporter; nothing of those whose update did not enter.
pub(super) struct Survey(Vec<Option<Vec<Option<i8>>>>);

impl Survey {
	/// Of so many members, about these.
	pub(super) fn new(members: usize, subjects: &[usize]) -> Self {
		Self((0..members).map(|member| subjects.contains(&member).then(|| vec![None; members])).collect())
	}

	/// Keeps what `reporter` reports of each subject, in their order.
	pub(super) fn report(&mut self, reporter: usize, changes: impl IntoIterator<Item = i8>) {
		let subjects = self.0.iter_mut().enumerate().filter_map(|(member, told)| Some((member, told.as_mut()?)));
		for ((member, told), change) in subjects.zip(changes) {
			told[reporter] = Some(change).filter(|_| member != reporter);
		}
	}

	/// What was reported of each member's update.
	pub(super) fn reports(&self) -> impl Iterator<Item = Option<&[Option<i8>]>> {
		self.0.iter().map(Option::as_deref)
	}
}

/// What a member measures of each subject: `round(8 · n · (E' − E) / E)`, as the chain's grid has it.
///
/// - `miss`: the result's model less the member's optimum; `moves`: how the model moves without each of the n subjects. By lane.
pub(super) fn measured(miss: &[f64], moves: &[Vec<f64>], rng: &mut ChaCha8Rng) -> Vec<i8> {
	let vectors: Vec<&[f64]> = std::iter::once(miss).chain(moves.iter().map(Vec::as_slice)).collect();
	let coordinates = coordinates(&vectors);
	let scale = 1.0 / (miss.len() as f64).sqrt();
	let mut errors = vec![0.0; vectors.len()];
	for _ in 0..ROWS {
		let row = normals(rng, vectors.len(), scale);
		let noise = normals(rng, 1, ROW_NOISE)[0];
		let along = |vector: &[f64]| vector.iter().zip(&row).map(|(a, b)| a * b).sum::<f64>();
		let residual = along(&coordinates[0]) + noise;
		errors[0] += residual * residual;
		for (error, moved) in errors.iter_mut().zip(&coordinates).skip(1) {
			let residual = residual + along(moved);
			*error += residual * residual;
		}
	}
	let (n, most) = (moves.len() as f64, f64::from(MERIT_STEPS));
	errors[1..]
		.iter()
		.map(|without| (most * n * (without / errors[0] - 1.0)).round().clamp(-most, most) as i8)
		.collect()
}

/// Coordinates of the vectors in an orthonormal basis of the space that they span: the Cholesky factor of their Gram matrix.
fn coordinates(vectors: &[&[f64]]) -> Vec<Vec<f64>> {
	let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
	let mut rows: Vec<Vec<f64>> = Vec::with_capacity(vectors.len());
	for (i, vector) in vectors.iter().enumerate() {
		let mut row = vec![0.0; vectors.len()];
		for j in 0..=i {
			let rest =
				dot(vector, vectors[j]) - (0..j).map(|k| row[k] * rows.get(j).map_or(row[k], |r| r[k])).sum::<f64>();
			row[j] = if i == j {
				rest.max(0.0).sqrt()
			} else if rows[j][j] > 1e-9 * dot(vectors[j], vectors[j]).sqrt() {
				rest / rows[j][j]
			} else {
				0.0 // Vector j lies in what the ones before it span.
			};
		}
		rows.push(row);
	}
	rows
}

#[cfg(test)]
mod tests {
	use super::*;
	use rand::SeedableRng;

	#[test]
	fn coordinates_keep_all_products() {
		let mut rng = ChaCha8Rng::seed_from_u64(1);
		let mut vectors: Vec<Vec<f64>> = (0..5).map(|_| normals(&mut rng, 40, 1.0)).collect();
		vectors.push(vectors[1].iter().map(|x| 2.0 * x).collect());
		let slices: Vec<&[f64]> = vectors.iter().map(Vec::as_slice).collect();
		let coordinates = coordinates(&slices);
		let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
		for (a, x) in vectors.iter().zip(&coordinates) {
			for (b, y) in vectors.iter().zip(&coordinates) {
				assert!((dot(a, b) - dot(x, y)).abs() < 1e-6, "{} {}", dot(a, b), dot(x, y));
			}
		}
	}

	#[test]
	fn what_helps_has_merit_and_what_harms_has_none() {
		let mut rng = ChaCha8Rng::seed_from_u64(2);
		let miss = normals(&mut rng, 500, 0.3);
		// Without the first the model lies a tenth further off, without the second a tenth nearer, without the third where it is.
		let moves = [0.1, -0.1, 0.0].map(|part| miss.iter().map(|x| part * x).collect::<Vec<f64>>());
		let found = measured(&miss, &moves, &mut rng);
		assert!(found[0] > 1 && found[1] < -1 && found[2] == 0, "{found:?}");
	}
}
