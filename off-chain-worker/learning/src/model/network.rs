//! Dense layers, forward and backward. A linear model is one layer.

use crate::{document::Activation, model::layout::Layout};
use ndarray::{linalg::general_mat_mul, Array2, ArrayView1, ArrayView2, ArrayViewMut2, Axis, Zip};

/// Windows that a prediction takes at a time, to bound memory.
const PREDICT_ROWS: usize = 4_096;

/// A model's shape. The parameters stay outside, in one flat vector.
#[derive(Clone, PartialEq, Debug)]
pub struct Network {
	layout: Layout,
	activation: Activation,
}

impl Network {
	/// A network with this layout of dense layers.
	pub fn new(layout: Layout, activation: Activation) -> Self {
		Self { layout, activation }
	}

	/// Its named layers.
	pub fn layout(&self) -> &Layout {
		&self.layout
	}

	/// The output for each row of `inputs`. `params` has the layout's length, a row the first layer's inputs.
	pub fn predict(&self, params: &[f32], inputs: ArrayView2<'_, f32>) -> Vec<f32> {
		let mut outputs = Vec::with_capacity(inputs.nrows());
		for rows in inputs.axis_chunks_iter(Axis(0), PREDICT_ROWS) {
			let layers = self.forward(params, rows);
			outputs.extend(layers.last().into_iter().flat_map(|output| output.iter().copied()));
		}
		outputs
	}

	/// Mean squared error over a batch; writes its gradient into `gradient`, which has the layout's length.
	pub fn loss_and_gradient(
		&self,
		params: &[f32],
		inputs: ArrayView2<'_, f32>,
		targets: &[f32],
		gradient: &mut [f32],
	) -> f64 {
		let rows = inputs.nrows();
		let mut outputs = self.forward(params, inputs);
		let Some(output) = outputs.pop() else { return 0.0 };
		let mut error = output - ArrayView1::from(targets).insert_axis(Axis(1));
		let loss = error.iter().map(|e| f64::from(*e) * f64::from(*e)).sum::<f64>() / rows.max(1) as f64;
		error.mapv_inplace(|e| 2.0 * e / rows.max(1) as f32);

		// `error` is the loss's derivative by the layer's output before activation.
		for (i, layer) in self.layout.layers().chunks_exact(2).enumerate().rev() {
			let below = if i == 0 { inputs.reborrow() } else { outputs[i - 1].view() };
			general_mat_mul(
				1.0,
				&below.t(),
				&error,
				0.0,
				&mut matrix_mut(&mut gradient[layer[0].range()], &layer[0].shape),
			);
			for (bias, column) in gradient[layer[1].range()].iter_mut().zip(error.columns()) {
				*bias = column.sum();
			}
			if i > 0 {
				let mut next = Array2::zeros(below.raw_dim());
				general_mat_mul(1.0, &error, &matrix(&params[layer[0].range()], &layer[0].shape).t(), 0.0, &mut next);
				match self.activation {
					Activation::Relu => Zip::from(&mut next).and(below).for_each(|e, a| {
						if *a <= 0.0 {
							*e = 0.0;
						}
					}),
					Activation::Tanh => Zip::from(&mut next).and(below).for_each(|e, a| *e *= 1.0 - a * a),
				}
				error = next;
			}
		}
		loss
	}

	/// The output of every layer, after its activation; the last has none.
	fn forward(&self, params: &[f32], inputs: ArrayView2<'_, f32>) -> Vec<Array2<f32>> {
		let layers = self.layout.layers();
		let mut outputs: Vec<Array2<f32>> = Vec::with_capacity(layers.len() / 2);
		for (i, layer) in layers.chunks_exact(2).enumerate() {
			let below = if i == 0 { inputs.reborrow() } else { outputs[i - 1].view() };
			let bias = ArrayView1::from(&params[layer[1].range()]);
			let mut output = Array2::zeros((below.nrows(), bias.len()));
			output.assign(&bias);
			general_mat_mul(1.0, &below, &matrix(&params[layer[0].range()], &layer[0].shape), 1.0, &mut output);
			if (i + 1) * 2 < layers.len() {
				match self.activation {
					Activation::Relu => output.mapv_inplace(|x| x.max(0.0)),
					Activation::Tanh => output.mapv_inplace(f32::tanh),
				}
			}
			outputs.push(output);
		}
		outputs
	}
}

/// A weight as a matrix. The layout's ranges have exactly the length that their shapes say.
fn matrix<'a>(params: &'a [f32], shape: &[usize]) -> ArrayView2<'a, f32> {
	ArrayView2::from_shape((shape[0], shape[1]), params).expect("a layer is as long as its shape says")
}

fn matrix_mut<'a>(params: &'a mut [f32], shape: &[usize]) -> ArrayViewMut2<'a, f32> {
	ArrayViewMut2::from_shape((shape[0], shape[1]), params).expect("a layer is as long as its shape says")
}

#[cfg(test)]
mod tests {
	use super::*;
	use rand::{Rng, SeedableRng};
	use rand_chacha::ChaCha8Rng;

	/// A plain twin of the loss, in f64 with loops.
	fn slow_loss(
		widths: &[usize],
		activation: Activation,
		params: &[f64],
		inputs: &Array2<f32>,
		targets: &[f32],
	) -> f64 {
		let mut sum = 0.0;
		for (row, target) in inputs.rows().into_iter().zip(targets) {
			let mut values: Vec<f64> = row.iter().map(|x| f64::from(*x)).collect();
			let mut offset = 0;
			for (i, pair) in widths.windows(2).enumerate() {
				let bias = offset + pair[0] * pair[1];
				values = (0..pair[1])
					.map(|o| {
						let z = params[bias + o]
							+ (0..pair[0]).map(|k| values[k] * params[offset + k * pair[1] + o]).sum::<f64>();
						match activation {
							_ if i + 2 == widths.len() => z,
							Activation::Relu => z.max(0.0),
							Activation::Tanh => z.tanh(),
						}
					})
					.collect();
				offset = bias + pair[1];
			}
			sum += (values[0] - f64::from(*target)).powi(2);
		}
		sum / targets.len() as f64
	}

	fn check_gradient(widths: &[usize], activation: Activation) {
		let mut rng = ChaCha8Rng::seed_from_u64(11);
		let network = Network::new(Layout::dense(widths), activation);
		let params: Vec<f32> = (0..network.layout().dim()).map(|_| rng.random_range(-1.0..1.0)).collect();
		let inputs = Array2::from_shape_fn((7, widths[0]), |_| rng.random_range(-1.0..1.0));
		let targets: Vec<f32> = (0..7).map(|_| rng.random_range(-1.0..1.0)).collect();
		let mut gradient = vec![f32::NAN; params.len()];
		let loss = network.loss_and_gradient(&params, inputs.view(), &targets, &mut gradient);

		let wide: Vec<f64> = params.iter().map(|p| f64::from(*p)).collect();
		assert!((loss - slow_loss(widths, activation, &wide, &inputs, &targets)).abs() < 1e-5);
		for i in 0..params.len() {
			let at = |shift: f64| {
				let mut moved = wide.clone();
				moved[i] += shift;
				slow_loss(widths, activation, &moved, &inputs, &targets)
			};
			let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
			assert!(
				(f64::from(gradient[i]) - difference).abs() < 1e-4,
				"parameter {i}: {} or {difference}",
				gradient[i]
			);
		}
	}

	#[test]
	fn the_gradient_of_a_linear_model_equals_finite_differences() {
		check_gradient(&[5, 1], Activation::Relu);
	}

	#[test]
	fn the_gradient_of_an_mlp_equals_finite_differences() {
		check_gradient(&[5, 4, 3, 1], Activation::Relu);
		check_gradient(&[5, 4, 3, 1], Activation::Tanh);
	}

	#[test]
	fn predicting_many_rows_equals_predicting_each() {
		let network = Network::new(Layout::dense(&[2, 3, 1]), Activation::Relu);
		let params: Vec<f32> = (0..network.layout().dim()).map(|i| (i as f32).sin()).collect();
		let inputs = Array2::from_shape_fn((PREDICT_ROWS + 3, 2), |(i, j)| (i * 3 + j) as f32 / 999.0);
		let together = network.predict(&params, inputs.view());
		for i in [0, 1, PREDICT_ROWS - 1, PREDICT_ROWS, PREDICT_ROWS + 2] {
			let alone = network.predict(&params, inputs.select(Axis(0), &[i]).view());
			assert!((together[i] - alone[0]).abs() < 1e-5);
		}
	}
}
