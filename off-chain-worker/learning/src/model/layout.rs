//! Where each layer stands in the flat parameter vector.

/// One named piece of the parameter vector.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Layer {
	/// Its name: `dense0.weight`, `dense0.bias`, `dense1.weight`, …
	pub name: String,
	/// Its shape: (inputs, outputs) row by row for a weight, (outputs) for a bias.
	pub shape: Vec<usize>,
	/// Place of its first parameter.
	pub offset: usize,
}

impl Layer {
	/// Parameters in the layer.
	pub fn len(&self) -> usize {
		self.shape.iter().product()
	}

	/// Whether it has none; no layer of a valid document is empty.
	pub fn is_empty(&self) -> bool {
		self.len() == 0
	}

	/// Its places in the vector.
	pub fn range(&self) -> std::ops::Range<usize> {
		self.offset..self.offset + self.len()
	}
}

/// All layers, in the order of the vector, without holes.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Layout(Vec<Layer>);

impl Layout {
	/// Dense layers between the given widths: weight, then bias, of each.
	pub fn dense(widths: &[usize]) -> Self {
		let mut layers = Vec::new();
		let mut offset = 0;
		for (i, pair) in widths.windows(2).enumerate() {
			for (part, shape) in [("weight", vec![pair[0], pair[1]]), ("bias", vec![pair[1]])] {
				let layer = Layer { name: format!("dense{i}.{part}"), shape, offset };
				offset += layer.len();
				layers.push(layer);
			}
		}
		Self(layers)
	}

	/// The layers.
	pub fn layers(&self) -> &[Layer] {
		&self.0
	}

	/// Parameters in all.
	pub fn dim(&self) -> usize {
		self.0.last().map_or(0, |layer| layer.range().end)
	}

	/// The layer that holds parameter `place`, and the place within it.
	pub fn locate(&self, place: usize) -> Option<(&Layer, usize)> {
		let layer = self.0.iter().find(|layer| layer.range().contains(&place))?;
		Some((layer, place - layer.offset))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn layers_fill_the_vector_without_holes() {
		let layout = Layout::dense(&[27, 32, 16, 1]);
		let mut next = 0;
		for layer in layout.layers() {
			assert_eq!(layer.offset, next);
			next = layer.range().end;
		}
		assert_eq!((next, layout.dim()), (1_441, 1_441));
		let (layer, place) = layout.locate(27 * 32 + 3).unwrap();
		assert_eq!((layer.name.as_str(), place), ("dense0.bias", 3));
		assert_eq!(layout.locate(1_441), None);
	}
}
