use super::*;
use crate::{
	news::tests::{ended, split, view, FALSE, TRUE},
	verdicts::tests::{fault, names, A, B, C, D},
};
use guild_primitives::{TaskStatus, TaskView};
use std::path::Path;

fn task() -> TaskView {
	let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/wind-power/task.toml");
	let spec = guild_learning::TaskFile::load(&file).unwrap().to_spec("task.toml").unwrap();
	TaskView {
		id: 0,
		spec_hash: spec.hash(),
		model_root: spec.initial_model_root,
		spec,
		status: TaskStatus::Active,
		created_at: 1,
		aggregate_root: None,
		model_round: None,
		final_rounds: 3,
		current_round: 3,
		disputed_from: None,
	}
}

/// What a terminal shows of a round whose members attest `attested`, in their order.
fn shown(attested: [Option<guild_primitives::Root>; 4], faults: Vec<guild_primitives::FaultRecord>) -> String {
	let members = [A, B, C, D].into_iter().zip(attested).map(|(member, attested)| MemberProgress {
		member,
		manifest: None,
		held: None,
		missing: None,
		base_missing: false,
		seed: None,
		attested,
	});
	let round = RoundView {
		members: members.collect(),
		guilty: faults.iter().flat_map(|fault| fault.guilty.iter().copied()).collect(),
		..view(3, Phase::Challenge, Some(TRUE), faults)
	};
	let names = ["A", "B", "C", "D"].map(String::from);
	picture(&Now {
		task: &task(),
		round: &round,
		blocks: (41, 39),
		elapsed: Duration::from_secs(90),
		names: &names,
		logs: &vec![WorkerRounds::new(); 4],
		positions: &[Some(0), Some(1), Some(2), Some(3)],
	})
}

fn row<'a>(picture: &'a str, member: &str) -> &'a str {
	picture.lines().find(|line| line.contains(&format!(" {member} "))).unwrap()
}

#[test]
fn the_table_shows_what_each_member_attests() {
	let picture = shown([Some(FALSE), Some(FALSE), None, Some(TRUE)], Vec::new());
	assert!(row(&picture, "A").contains("✓ aaaaaaaa"), "{picture}");
	assert!(row(&picture, "C").contains('…'), "{picture}");
	assert!(row(&picture, "D").contains("✓ dddddddd"), "{picture}");
	assert!(picture.starts_with("round 3 (4 of 24)  "), "{picture}");
	assert!(picture.contains("checking the proposed result, and challenging it if it is false"), "{picture}");
}

#[test]
fn the_table_shows_which_results_were_proven_false() {
	let picture = shown([None, None, None, Some(TRUE)], vec![fault()]);
	for liar in ["A", "B", "C"] {
		assert!(row(&picture, liar).contains("✗ aaaaaaaa proven false"), "{picture}");
	}
	assert!(row(&picture, "D").contains("✓ dddddddd"), "{picture}");
}

#[test]
fn the_line_of_a_round_says_who_stands_behind_the_final_result() {
	let (view, attested) = ended(3);
	let round = SeenRound { view, phase_seconds: [5.0, 4.0, 3.0, 2.0], attested };
	let names_of = ["A", "B", "C", "D"].map(String::from);
	let text = line(&round, &names(), &names_of, &[]);
	let hash = round.attested.keys().find(|hash| **hash != FALSE).unwrap().short();
	assert_eq!(text, format!("round 3: final at block 44, with the result {hash} of D alone, 14.0 s"));
	let agreed = SeenRound { view: RoundView { faults: Vec::new(), ..round.view }, attested: split(), ..round };
	assert_eq!(line(&agreed, &names(), &names_of, &[]), "round 3: final at block 44, 14.0 s");
}

#[test]
fn a_sparkline_falls_with_its_values() {
	assert_eq!(sparkline(&[9.0, 1.0, 8.0, 4.5, 1.0], 4), "▁█▅▁");
	assert_eq!(sparkline(&[3.0, 3.0], 4), "▁▁");
	assert_eq!(sparkline(&[], 4), "");
}
