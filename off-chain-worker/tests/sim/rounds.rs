//! Rounds in which little goes wrong: what each member ends with.

use crate::consortium::{seed, spec, Consortium};
use guild_aggregation::lanes;
use guild_primitives::Outcome;
use std::time::Duration;

#[test]
fn four_members_train_one_model_and_every_one_of_them_adopts_and_records_it() {
	let mut consortium = Consortium::new(seed(), 4);
	consortium.until_final(4, 600);
	let ledger = consortium.ledger.lock();
	for (index, member) in consortium.members.iter().enumerate() {
		let records = consortium.records(index);
		assert!(records.len() >= 4);
		for (record, (round, lineage)) in records.iter().zip(&ledger.best().lineages) {
			assert_eq!((record.round, record.outcome), (*round, Outcome::Final));
			assert_eq!(record.model_root, Some(lineage.result.model_root));
			assert_eq!(record.result_matches_own, Some(true));
			assert_eq!(record.coefficients.len(), 4);
			assert!((record.coefficients.iter().map(|c| c.coefficient).sum::<f64>() - 1.0).abs() < 1e-9);
			assert!(record.included && record.evaluation.is_some());
			// Three updates came from others.
			assert_eq!(record.received_bytes, 3 * u64::from(spec().dim) * lanes::LANE_BYTES as u64);
			let phases = record.phase_ms;
			assert!(phases.train.is_some() && phases.commit.is_some() && phases.fetch.is_some());
			assert!(phases.aggregate.is_some() && phases.finality.is_some());
		}
		let newest = &records.last().unwrap().model_root.unwrap();
		let net = consortium.net.lock();
		assert!(net.peers[&member.id].serving.contains(newest), "the adopted model is served");
	}
}

#[test]
fn rounds_go_on_without_an_absent_member_and_it_takes_part_again_when_it_is_back() {
	let mut consortium = Consortium::new(seed(), 4);
	let absent = consortium.members[3].id;
	consortium.until_final(1, 300);
	consortium.net.lock().peers.get_mut(&absent).unwrap().absent = true;
	consortium.until_final(3, 600);
	consortium.net.lock().peers.get_mut(&absent).unwrap().absent = false;
	let before = consortium.ledger.lock().best().task.current_round;
	consortium.until("the member included again", 600, |best| {
		best.lineages.range(before + 1..).any(|(_, l)| l.inputs.included.iter().any(|update| update.member == absent))
	});
	consortium.steps(40);
	let records = consortium.records(3);
	let rounds: Vec<u32> = records.iter().map(|record| record.round).collect();
	assert_eq!(rounds, (0..records.len() as u32).collect::<Vec<_>>(), "it has recorded what it missed");
	assert!(records.iter().any(|record| record.result_matches_own.is_none()));
}

#[test]
fn a_failed_round_costs_no_update_and_draws_no_randomness() {
	let mut consortium = Consortium::new(seed(), 4);
	// Two of four are away, so nothing reaches a quorum of three.
	let away = [consortium.members[2].id, consortium.members[3].id];
	let set_absent = |consortium: &Consortium, absent| {
		away.iter().for_each(|id| consortium.net.lock().peers.get_mut(id).unwrap().absent = absent);
	};
	set_absent(&consortium, true);
	consortium.until("in its third round", 600, |best| best.task.current_round >= 2);
	set_absent(&consortium, false);
	consortium.until_final(1, 600);
	let first_final = *consortium.ledger.lock().best().lineages.keys().next().unwrap();
	assert!(first_final >= 2);
	let records = consortium.records(0);
	assert!(matches!(records[0].outcome, Outcome::Failed(_)));
	assert!(records[0].phase_ms.train.is_some() && records[1].phase_ms.train.is_none());
	consortium.settle();
	// One draw a base model: the judge has seen that the same bytes were committed each time.
	let draws = consortium.members[0].draws.load(std::sync::atomic::Ordering::SeqCst) as usize;
	assert_eq!(draws, consortium.bases(0));
}

#[test]
fn a_slow_member_ends_training_in_time_and_says_how_much_it_did() {
	let mut consortium = Consortium::new(seed(), 4);
	consortium.train_step = Duration::from_secs(1);
	consortium.start(0, None);
	consortium.until_final(1, 300);
	let record = &consortium.records(0)[0];
	assert!(record.included);
	assert!(record.steps_done < record.steps_asked && record.steps_done > 0, "{record:?}");
}
