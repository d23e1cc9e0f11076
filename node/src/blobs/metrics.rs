//! What is counted, for Prometheus.

use substrate_prometheus_endpoint::{register, Counter, PrometheusError, Registry, U64};

/// Counters of the blob protocol. Without a registry they count for nobody.
#[derive(Clone)]
pub struct Metrics {
	/// Bytes of groups sent to members.
	pub served_bytes: Counter<U64>,
	/// Bytes of groups received and found true.
	pub fetched_bytes: Counter<U64>,
	/// Requests of peers that are no members.
	pub refused_requests: Counter<U64>,
	/// Requests put off because the server had too much to do.
	pub busy_answers: Counter<U64>,
	/// Answers that did not hold against their root, or could not be read.
	pub lies: Counter<U64>,
	/// Requests without an answer in time.
	pub timeouts: Counter<U64>,
}

impl Metrics {
	/// Counters, in `registry` if there is one.
	///
	/// # Errors
	/// If the registry has such counters already.
	pub fn new(registry: Option<&Registry>) -> Result<Self, PrometheusError> {
		let counter = |name: &str, help: &str| {
			let counter = Counter::new(name, help)?;
			match registry {
				Some(registry) => register(counter, registry),
				None => Ok(counter),
			}
		};
		Ok(Self {
			served_bytes: counter("guild_blobs_served_bytes", "Bytes of blobs sent to members")?,
			fetched_bytes: counter("guild_blobs_fetched_bytes", "Bytes of blobs received and verified")?,
			refused_requests: counter(
				"guild_blobs_refused_requests",
				"Requests for blobs by peers that are no members",
			)?,
			busy_answers: counter("guild_blobs_busy_answers", "Requests for blobs put off for lack of capacity")?,
			lies: counter("guild_blobs_lies", "Answers that did not hold against the blob's root")?,
			timeouts: counter("guild_blobs_timeouts", "Requests for blobs without an answer in time")?,
		})
	}
}
