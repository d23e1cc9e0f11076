//! Errors on held-out windows, in the target's unit.

use crate::{data::window::WindowSet, document::Document, problem::Problem, trainer::Evaluation};

/// Error of the model with `params` on `windows`, beside persistence.
///
/// # Errors
/// When there is no window, or `params` has another length than the document says.
pub fn evaluate(document: &Document, params: &[f32], windows: &WindowSet, place: &str) -> Result<Evaluation, Problem> {
	let network = document.network();
	if params.len() != network.layout().dim() {
		return Err(Problem::new(
			format!("the model has {} parameters, the document says {}", params.len(), network.layout().dim()),
			place,
			"give the model of this task",
		));
	}
	if windows.is_empty() {
		return Err(Problem::new(
			"there is no window to test on",
			place,
			"widen [test] in worker.toml to where the data has rows",
		));
	}
	let target = &document.features.target;
	let predicted = network.predict(params, windows.inputs.view());
	Ok(Evaluation {
		rmse: target.scale * mean(&predicted, &windows.targets, |e| e * e).sqrt(),
		mae: target.scale * mean(&predicted, &windows.targets, f64::abs),
		persistence_rmse: target.scale * mean(&windows.persistence, &windows.targets, |e| e * e).sqrt(),
		samples: u32::try_from(windows.len()).unwrap_or(u32::MAX),
		unit: target.unit.clone(),
	})
}

/// Mean of `f(predicted − target)`.
fn mean(predicted: &[f32], targets: &[f32], f: impl Fn(f64) -> f64) -> f64 {
	let sum: f64 = predicted.iter().zip(targets).map(|(p, t)| f(f64::from(*p) - f64::from(*t))).sum();
	sum / targets.len().max(1) as f64
}

/// Lanes as parameters: `lane · 2^-scale`.
pub fn params_of(lanes: &[i32], scale: u8) -> Vec<f32> {
	let unit = (-f64::from(scale)).exp2();
	lanes.iter().map(|lane| (f64::from(*lane) * unit) as f32).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::document::tests::wind;
	use ndarray::Array2;

	#[test]
	fn errors_are_in_the_unit_of_the_target() {
		let document = wind();
		let windows = WindowSet {
			inputs: Array2::zeros((2, 27)),
			targets: vec![0.3, -0.4],
			persistence: vec![0.3, 0.1],
			skipped: 0,
		};
		// All parameters 0: the model says 0.
		let errors = evaluate(&document, &vec![0.0; 1_441], &windows, "test").unwrap();
		assert!((errors.rmse - 2050.0 * 0.125f64.sqrt()).abs() < 1e-3);
		assert!((errors.mae - 2050.0 * 0.35).abs() < 1e-3);
		assert!((errors.persistence_rmse - 2050.0 * 0.125f64.sqrt()).abs() < 1e-3);
		assert_eq!((errors.samples, errors.unit.as_str()), (2, "kW"));
		let none = WindowSet { inputs: Array2::zeros((0, 27)), targets: vec![], persistence: vec![], skipped: 0 };
		assert!(evaluate(&document, &vec![0.0; 1_441], &none, "test").is_err());
		assert!(evaluate(&document, &[0.0], &windows, "test").is_err());
	}

	#[test]
	fn lanes_are_parameters_at_their_scale() {
		assert_eq!(params_of(&[1, -3, i32::MIN], 1), [0.5, -1.5, -1_073_741_824.0]);
	}
}
