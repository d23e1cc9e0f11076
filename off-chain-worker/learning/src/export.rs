//! A model as `safetensors`: named f32 tensors that other tools read.

use crate::{document::Document, evaluate::params_of, problem::Problem};
use safetensors::tensor::{Dtype, TensorView};
use std::collections::HashMap;

/// The file's bytes for a model of `dim` lanes at `scale`.
///
/// # Errors
/// When the model has another length than the document says.
pub fn safetensors(document: &Document, scale: u8, lanes: &[i32], place: &str) -> Result<Vec<u8>, Problem> {
	let layout = document.layers();
	let refuse = |what: String| Problem::new(what, place, "give the model of this task");
	if lanes.len() != layout.dim() {
		return Err(refuse(format!("the model has {} lanes, the document says {}", lanes.len(), layout.dim())));
	}
	let bytes: Vec<u8> = params_of(lanes, scale).iter().flat_map(|param| param.to_le_bytes()).collect();
	let mut tensors = Vec::new();
	for layer in layout.layers() {
		let range = layer.range();
		let view = TensorView::new(Dtype::F32, layer.shape.clone(), &bytes[range.start * 4..range.end * 4])
			.map_err(|error| refuse(format!("layer `{}` cannot be written: {error}", layer.name)))?;
		tensors.push((layer.name.clone(), view));
	}
	let about = HashMap::from([("format".to_owned(), "guild".to_owned()), ("scale".to_owned(), scale.to_string())]);
	safetensors::serialize(tensors, Some(about))
		.map_err(|error| refuse(format!("the model cannot be written: {error}")))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::document::tests::wind;

	#[test]
	fn every_layer_is_there_with_its_values() {
		let document = wind();
		let lanes = document.initial_model(14);
		let bytes = safetensors(&document, 14, &lanes, "test").unwrap();
		let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
		assert_eq!(file.len(), document.layers().layers().len());
		for layer in document.layers().layers() {
			let tensor = file.tensor(&layer.name).unwrap();
			assert_eq!(tensor.shape(), layer.shape);
			for (bytes, lane) in tensor.data().chunks_exact(4).zip(&lanes[layer.range()]) {
				assert_eq!(f32::from_le_bytes(bytes.try_into().unwrap()) * 16_384.0, *lane as f32);
			}
		}
		assert!(safetensors(&document, 14, &lanes[1..], "test").is_err());
	}
}
