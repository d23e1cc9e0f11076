//! How many draws of discrete Gaussian noise a second, on one core: `cargo run --release -p guild-learning --example noise_speed`.

use guild_learning::{
	privacy::{DiscreteGaussian, Variance},
	OsEntropy,
};
use std::time::Instant;

fn main() -> std::io::Result<()> {
	let mut entropy = OsEntropy::open()?;
	for (numerator, denominator) in [(1, 4), (1, 1), (100, 1), (10_000, 1), (1_000_000, 1)] {
		let Some(variance) = Variance::new(numerator, denominator) else { continue };
		let gaussian = DiscreteGaussian::new(variance);
		let (draws, started) = (2_000_000u32, Instant::now());
		let sum: i64 = (0..draws).map(|_| gaussian.draw(&mut entropy)).sum();
		let rate = f64::from(draws) / started.elapsed().as_secs_f64();
		println!("variance {numerator}/{denominator}: {:.2} million draws a second (sum {sum})", rate / 1e6);
	}
	Ok(())
}
