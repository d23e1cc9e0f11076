//! The goals of the reputation and of the default agreement, held at a reduced length; `examples/{conduct,pays}.rs` measure them at full length.

use guild_primitives::{reputation::Parameters, MixRule, RuleSpec, Weighting};
use guild_simulation::conduct::{run, Figures, Outcome, Pay, Role, Setup, Task, Turns};

const TURNS: Turns = Turns { turn: 45, mend: 65 };

fn outcome(seed: u64, mix: MixRule, noisy: bool, surveys_answered: bool) -> Outcome {
	let f = if mix == MixRule::Mean { 0 } else { 6 };
	let rule = RuleSpec { f, mix, ..RuleSpec::mean(Weighting::Samples) };
	run(&Setup {
		seed,
		rounds: 100,
		roles: Role::cast(TURNS, noisy),
		task: Task::default(),
		rule,
		norm_bound: u32::MAX.into(),
		parameters: Parameters::default(),
		pay: Pay::by_default(surveys_answered).unwrap(),
	})
	.unwrap()
}

fn figures(seed: u64, mix: MixRule, noisy: bool) -> Figures {
	Figures::of(&Role::cast(TURNS, noisy), TURNS, &outcome(seed, mix, noisy, false))
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

#[test]
fn who_does_not_work_well_and_always_earns_less_and_free_riders_next_to_nothing() {
	for surveys_answered in [false, true] {
		let outcome = outcome(1, MixRule::Mean, false, surveys_answered);
		let roles = Role::cast(TURNS, false);
		let earned = |is: fn(&Role) -> bool| -> Vec<f64> {
			(0..roles.len()).filter(|member| is(&roles[*member])).map(|member| outcome.earned_by(member)).collect()
		};
		let most = |is| earned(is).into_iter().fold(f64::NEG_INFINITY, f64::max);
		let honest = earned(|role| *role == Role::Honest).into_iter().fold(f64::INFINITY, f64::min);
		assert!(honest > 0.0);
		// The goal is a tenth. All that it earns is of the first round, which has nothing that could be sent again.
		assert!(most(|role| *role == Role::FreeRider) < 0.1 * honest);
		assert!(most(|role| matches!(role, Role::Flips { from: 0, .. })) < 0.1 * honest);
		assert!(most(|role| matches!(role, Role::Flips { from: 1.., .. })) < 0.8 * honest);
		assert!(most(|role| *role == Role::HalfAbsent) < 0.5 * honest);
	}
}

#[test]
fn nobody_earns_more_or_less_by_what_it_reports_of_others() {
	// Under a rule that picks few updates reports are far apart: one of them moves medians.
	let rule = RuleSpec { f: 2, mix: MixRule::MultiKrum { m: 4 }, ..RuleSpec::mean(Weighting::Samples) };
	let run = |role: Role| {
		let mut roles = vec![Role::Honest; 9];
		roles[4] = role;
		run(&Setup {
			seed: 1,
			rounds: 30,
			roles,
			task: Task { dim: 512, ..Task::default() },
			rule: rule.clone(),
			norm_bound: u32::MAX.into(),
			parameters: Parameters::default(),
			pay: Pay::by_default(true).unwrap(),
		})
		.unwrap()
	};
	let (honest, slandered) = (run(Role::Honest), run(Role::Slanders));
	assert_eq!(honest.earned_by(4), slandered.earned_by(4));
	let earned = |outcome: &Outcome| (0..9).map(|member| outcome.earned_by(member)).collect::<Vec<f64>>();
	assert_ne!(earned(&honest), earned(&slandered), "its reports changed nothing at all");
	// What stays in escrow is little: of 30 rounds with 1,000 each.
	let paid: f64 = earned(&honest).iter().sum();
	assert!(paid > 0.85 * 30_000.0, "{paid}");
}
