//! How long the dearest curve and a conversion take: `cargo run --release -p guild-accountant --example cost`.

use guild_accountant::{AccountantError, Mechanism, Relation, PRODUCTS};
use std::{hint::black_box, time::Instant};

fn main() -> Result<(), AccountantError> {
	let mechanism = Mechanism::SubsampledGaussian { noise_multiplier: "1.1".parse()?, sampling_rate: "0.01".parse()? };
	let delta = "1e-5".parse()?;
	let curve = mechanism.step(Relation::AddRemoveRecord)?;
	let runs = 200u32;
	let started = Instant::now();
	for _ in 0..runs {
		black_box(black_box(&mechanism).step(Relation::AddRemoveRecord)?);
	}
	println!("a subsampled curve: {:?}, at most {PRODUCTS} products of 128 bits", started.elapsed() / runs);
	let started = Instant::now();
	for _ in 0..runs {
		black_box(black_box(&curve).spent(delta));
	}
	println!("ε at a δ: {:?}", started.elapsed() / runs);
	Ok(())
}
