//! Lying members: with the feature `attacks` they lie, without it a scenario that has them is refused.

use guild_learning::Problem;

/// Whether this build can lie.
pub const COMPILED_IN: bool = cfg!(feature = "attacks");

/// Whether there is an attack of this name, and this build has it.
///
/// # Errors
/// There is none, or it does not.
#[cfg(feature = "attacks")]
pub(crate) fn check(attack: &str, place: &str) -> Result<(), Problem> {
	let refused = |error: guild_worker::attack::UnknownAttack| {
		Problem::new(error.to_string(), format!("{place}, [liars]"), "name one of these in `attacks`")
	};
	attack.parse::<guild_worker::attack::Attack>().map(|_| ()).map_err(refused)
}

/// Whether there is an attack of this name, and this build has it.
///
/// # Errors
/// It does not.
#[cfg(not(feature = "attacks"))]
pub(crate) fn check(attack: &str, place: &str) -> Result<(), Problem> {
	Err(Problem::new(
		format!("the scenario has liars (`{attack}`), and this build of guild has no lying members in it"),
		format!("{place}, [liars]"),
		"build it with the feature `attacks` (cargo build -p guild --features attacks), or leave [liars] out",
	))
}
