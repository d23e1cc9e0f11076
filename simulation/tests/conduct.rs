//! The goals of the reputation, held at a reduced length; `examples/conduct.rs` measures them at full length.

use guild_primitives::{reputation::Parameters, MixRule, RuleSpec, Weighting};
use guild_simulation::conduct::{run, Figures, Role, Setup, Task, Turns};

const TURNS: Turns = Turns { turn: 45, mend: 65 };

fn figures(seed: u64, mix: MixRule, noisy: bool) -> Figures {
	let roles = Role::cast(TURNS, noisy);
	let rule = RuleSpec { f: 6, mix, ..RuleSpec::mean(Weighting::Samples) };
	let setup = Setup {
		seed,
		rounds: 100,
		roles: roles.clone(),
		task: Task::default(),
		rule,
		parameters: Parameters::default(),
	};
	Figures::of(&roles, TURNS, &run(&setup).unwrap())
}

#[test]
fn the_honest_stay_high_and_others_fall_and_the_mended_come_back() {
	let geometric_median = MixRule::GeometricMedian { iterations: 20, nu: 1 };
	for (seed, mix, noisy) in [(1, MixRule::Mean, false), (2, geometric_median, true)] {
		let figures = figures(seed, mix, noisy);
		assert!(figures.honest_lowest > 0.9 && figures.honest_quarantined == 0, "{figures:?}");
		assert!(figures.flippers.is_some_and(|rounds| rounds <= 10), "{figures:?}");
		assert!(figures.sleepers.is_some_and(|rounds| rounds <= 10), "{figures:?}");
		assert!(figures.mended.is_some_and(|rounds| rounds <= 30), "{figures:?}");
		assert!((0.5..0.8).contains(&figures.absent_mean), "{figures:?}");
		// The first round has nothing that could be sent again; the next one tells.
		let rounds = if noisy { 30 } else { 2 };
		assert!(figures.riders.is_some_and(|told| told <= rounds), "{figures:?}");
		assert!(noisy || figures.riders_mean < 0.1, "{figures:?}");
	}
}

#[test]
fn the_same_seed_gives_the_same_scores() {
	assert_eq!(figures(3, MixRule::Mean, false), figures(3, MixRule::Mean, false));
}
