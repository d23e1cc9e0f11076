//! A member's own world: data, models and local training. From rows to a model delta, and from a model delta to lanes.
//!
//! Floating point lives here and ends here: [`encode()`] turns the f32 model delta into integers, and
//! nothing after that knows a float. This crate knows no chain, no network and no clock.
//!
//! | module | holds |
//! | --- | --- |
//! | [`config`], [`data`] | the member's files: `worker.toml`, the schema, rows, cleaning, windows |
//! | [`task_file`], [`document`], [`rule_text`] | what a governor writes, and what members agree on |
//! | [`model`], [`optimiser`], [`train`], [`evaluate`] | local training |
//! | [`mod@encode`] | the trust boundary: clip, scale, round |
//! | [`privacy`] | local differential privacy: how much noise, and noise that is exact, from integers |
//! | [`local`] | all of it behind the [`Trainer`] contract, and `guild worker check` |
//! | [`baseline`] | what a member could do alone, or with everybody's rows: for comparisons only |
//! | [`export`] | a model as `safetensors` |
#![forbid(unsafe_code)]

pub mod baseline;
pub mod config;
pub mod data;
pub mod document;
pub mod encode;
pub mod evaluate;
pub mod export;
pub mod local;
pub mod model;
pub mod optimiser;
pub mod privacy;
pub mod problem;
pub mod rule_text;
pub mod task_file;
pub mod toml_file;
pub mod train;
pub mod trainer;

pub use config::WorkerConfig;
pub use document::Document;
pub use encode::{encode, EncodeError, Encoded, Encoding, OsEntropy, SeededEntropy};
pub use local::{check, CheckReport, LocalTrainer};
pub use privacy::{encode_with_noise, NoUpdate, NoisePlan, PrivacyTerms};
pub use problem::Problem;
pub use rule_text::RuleText;
pub use task_file::TaskFile;
pub use trainer::{Evaluation, TrainError, TrainProgress, TrainRequest, Trained, Trainer};

/// The seed of random tests: `GUILD_SEED`, or 1. Printed, so that a failure can be run again.
#[cfg(test)]
pub(crate) fn seed_for_tests() -> u64 {
	let seed = std::env::var("GUILD_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
	println!("GUILD_SEED={seed}");
	seed
}
