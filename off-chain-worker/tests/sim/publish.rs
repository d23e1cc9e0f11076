//! Updates that somebody could not fetch, and that come on the chain: tasks that publish.

use crate::{
	chain::{ChainFaults, Publication, State},
	consortium::{seed, spec_of, Consortium},
	disputes::{challenges, colluding, open_round, say, three_spans, truth, until_proven, until_true},
	kills::killer,
	missing::{included, keep_from, until_availability, until_final, votes, ROUND},
};
use guild_primitives::{decide, FailReason, Fault, MemberId, Outcome, Phase, Root, TaskSpec, Withheld};
use guild_worker::{
	attack::{Attack, FalseResult},
	journal::Journal,
	world::Call,
	Step,
};
use std::{
	collections::BTreeSet,
	sync::{
		atomic::{AtomicU32, Ordering},
		Arc,
	},
};

pub fn publishing(spec: TaskSpec) -> TaskSpec {
	TaskSpec { withheld: Withheld::Publish, updates_public: true, ..spec }
}

/// A task whose updates have two parts, the second of three chunks.
fn two_parts() -> TaskSpec {
	let spec = spec_of("kind = \"mlp\"\nhidden = [21000]", 23);
	assert_eq!((spec.dim, decide::parts(spec.dim)), (525_001, 2));
	publishing(TaskSpec { clip_norm: 500_000, norm_bound: 600_000, ..spec })
}

/// Five honest members.
fn five(spec: TaskSpec) -> Consortium {
	Consortium::with_spec(seed(), 5, spec)
}

fn in_phase(phase: Phase) -> impl Fn(&State) -> bool {
	move |best| open_round(best).is_some_and(|round| round.phase == phase)
}

/// Every different part that was sent in round 0: who, the place of the update's owner, which part.
fn sent(consortium: &Consortium) -> BTreeSet<(usize, u8, u8)> {
	let place = |member: &MemberId| consortium.members.iter().position(|other| other.id == *member).unwrap();
	let part = |(member, call): &(MemberId, Call)| match call {
		Call::Publish { round, update, part, .. } if *round == ROUND => Some((place(member), *update, *part)),
		_ => None,
	};
	consortium.ledger.lock().submitted.iter().filter_map(part).collect()
}

/// Root of the update that member `index` has committed to.
fn committed(consortium: &Consortium, index: usize) -> Root {
	open_round(consortium.ledger.lock().best()).unwrap().commits[&consortium.members[index].id].update_root
}

fn holds(consortium: &Consortium, index: usize, root: &Root) -> bool {
	consortium.net.lock().peers[&consortium.members[index].id].store.as_ref().unwrap().has(root)
}

/// Round 0 is final, all have attested the same, and it is the truth by the lanes that each of them holds.
fn all_have_the_truth(consortium: &mut Consortium) {
	until_final(consortium);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert_eq!(lineage.attesters.len(), consortium.members.len());
	for index in 0..consortium.members.len() {
		assert_eq!(lineage.result, truth(consortium, &lineage, index), "member {index}");
	}
}

#[test]
fn an_update_kept_from_one_member_comes_on_the_chain_and_all_attest_the_same() {
	for spec in [publishing(three_spans()), two_parts()] {
		let mut consortium = five(spec.clone());
		until_availability(&mut consortium);
		keep_from(&consortium, 4, &[0]);
		let root = committed(&consortium, 0);
		consortium.until("in Publication", 300, in_phase(Phase::Publication));
		assert_eq!(votes(&consortium, 4), [(0b11110, 0b00001)]);
		assert!(!holds(&consortium, 4, &root));
		// Nobody gives it to member 4; it reads the blocks.
		all_have_the_truth(&mut consortium);
		assert_eq!(included(&consortium), [0, 1, 2, 3, 4]);
		assert!(holds(&consortium, 4, &root));
		// Each part was sent by one member alone.
		let parts: Vec<(u8, u8)> = sent(&consortium).into_iter().map(|(_, update, part)| (update, part)).collect();
		assert_eq!(parts.len() as u32, decide::parts(spec.dim));
	}
}

#[test]
fn who_has_read_an_update_from_the_chain_serves_it() {
	let mut consortium = five(publishing(three_spans()));
	until_availability(&mut consortium);
	keep_from(&consortium, 4, &[0]);
	let root = committed(&consortium, 0);
	let id = consortium.members[4].id;
	consortium.ledger.lock().faults.doubted = Some(id); // It attests nothing, so that the round stays open.
	consortium.until("in Challenge", 600, in_phase(Phase::Challenge));
	consortium.steps(4);
	assert!(consortium.net.lock().peers[&id].serving.contains(&root));
}

#[test]
fn colluders_that_keep_an_update_from_the_honest_member_may_publish_it_and_their_lie_is_proven() {
	let mut consortium = colluding(FalseResult::Lane, publishing(three_spans()));
	until_availability(&mut consortium);
	keep_from(&consortium, 4, &[0]);
	assert_eq!(until_proven(&mut consortium), Fault::AggregateStep { span: 1 });
	// It costs the honest member no update.
	assert_eq!(included(&consortium), [0, 1, 2, 3, 4]);
	until_true(&mut consortium);
	assert_eq!(votes(&consortium, 4), [(0b11110, 0b00001)]);
}

#[test]
fn what_colluders_keep_and_nobody_publishes_is_out_who_said_it_holds_it_is_marked_and_their_lie_is_proven() {
	let mut consortium = colluding(FalseResult::Lane, publishing(three_spans()));
	consortium.ledger.lock().faults.keeping_parts = 0b01111;
	until_availability(&mut consortium);
	keep_from(&consortium, 4, &[0, 3]);
	consortium.until("in Publication", 300, in_phase(Phase::Publication));
	let opened_at = consortium.ledger.lock().head();
	consortium.until("in Attest", 300, in_phase(Phase::Attest));
	// Two updates, one window.
	let closed_at = consortium.ledger.lock().head();
	assert_eq!(closed_at - opened_at, decide::publication_blocks(&three_spans(), 5, 2) + 1);
	let id = |index: usize| consortium.members[index].id;
	let colluders: Vec<MemberId> = (0..4).map(id).collect();
	let marked = open_round(consortium.ledger.lock().best()).unwrap().withheld.clone();
	assert_eq!(marked, [(id(0), colluders.clone()), (id(3), colluders)]);
	assert_eq!(included(&consortium), [1, 2, 4]);
	assert_eq!(until_proven(&mut consortium), Fault::AggregateStep { span: 1 });
	assert_eq!(challenges(&consortium).len(), 1);
	until_true(&mut consortium);
}

#[test]
fn an_owner_that_was_voted_down_publishes_its_update() {
	let mut consortium = five(publishing(three_spans()));
	until_availability(&mut consortium);
	(0..4).for_each(|index| keep_from(&consortium, index, &[4]));
	all_have_the_truth(&mut consortium);
	assert_eq!(votes(&consortium, 0), [(0b01111, 0b10000)]);
	assert_eq!(included(&consortium), [0, 1, 2, 3, 4]);
	assert_eq!(sent(&consortium), BTreeSet::from([(4, 4, 0)]));
}

#[test]
fn false_missing_votes_are_answered_on_the_chain_and_nothing_is_lost() {
	let mut consortium = five(publishing(three_spans()));
	until_availability(&mut consortium);
	let updates: Vec<Root> = (0..5).map(|index| committed(&consortium, index)).collect();
	consortium.kill(4);
	let value = Journal::open(&consortium.members[4].dir.join("journal")).unwrap().round(&ROUND).unwrap().seed;
	let liar = consortium.members[4].id;
	consortium.net.lock().peers.get_mut(&liar).unwrap().serving.insert(updates[4]);
	say(&consortium, 4, |_, round| Call::VoteAvailability {
		round: round.id,
		held: 0b10000,
		missing: 0b01111,
		base_missing: false,
		seed: value,
	});
	consortium.until("in Publication", 300, in_phase(Phase::Publication));
	consortium.until("in Attest", 300, in_phase(Phase::Attest));
	assert_eq!(included(&consortium), [0, 1, 2, 3, 4]);
	let parts: BTreeSet<u8> = sent(&consortium).into_iter().map(|(_, update, _)| update).collect();
	assert_eq!(parts, BTreeSet::from([0, 1, 2, 3]));
	until_final(&mut consortium);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert_eq!(lineage.result, truth(&consortium, &lineage, 0));
}

#[test]
fn of_an_update_in_two_parts_one_alone_is_nothing() {
	let mut consortium = five(two_parts());
	// Only member 1 would publish, and it is stopped after one part.
	consortium.ledger.lock().faults.keeping_parts = 0b11101;
	let published = Arc::new(AtomicU32::new(0));
	let counted = published.clone();
	consortium.kill(1);
	let stop = Box::new(move |at: Step| {
		if at == Step::PartSubmitted && counted.fetch_add(1, Ordering::SeqCst) == 0 {
			std::panic::resume_unwind(Box::new(at));
		}
	});
	consortium.start(1, Some(stop));
	until_availability(&mut consortium);
	keep_from(&consortium, 4, &[0]);
	while published.load(Ordering::SeqCst) == 0 {
		consortium.step();
	}
	consortium.kill(1);
	// Which of the two is its turn first, the update draws.
	assert_eq!(sent(&consortium).into_iter().filter(|(who, ..)| *who == 1).count(), 1);
	let parts = |best: &State| open_round(best).and_then(|round| round.publication.as_ref()).map(Publication::seen);
	consortium.until("a part on the chain", 100, |best| parts(best) == Some(1));
	consortium.until("in Attest", 300, in_phase(Phase::Attest));
	assert_eq!(included(&consortium), [1, 2, 3, 4]);
}

#[test]
fn a_member_killed_between_two_parts_publishes_the_other_and_the_same_bytes() {
	for nth in [1, 2] {
		let mut consortium = five(two_parts());
		// So that both parts are member 1's to send.
		consortium.ledger.lock().faults.keeping_parts = 0b11101;
		let (observer, kills) = killer(Step::PartSubmitted, nth);
		consortium.kill(1);
		consortium.start(1, Some(observer));
		until_availability(&mut consortium);
		keep_from(&consortium, 4, &[0]);
		consortium.until("in Attest", 300, in_phase(Phase::Attest));
		assert_eq!(kills.load(Ordering::SeqCst), 1, "{nth}");
		assert_eq!(included(&consortium), [0, 1, 2, 3, 4], "{nth}");
		let id = consortium.members[1].id;
		let mut calls: Vec<Call> = Vec::new();
		for (member, call) in &consortium.ledger.lock().submitted {
			if *member == id && matches!(call, Call::Publish { .. }) && !calls.contains(call) {
				calls.push(call.clone());
			}
		}
		assert_eq!(calls.len(), 2, "{nth}");
		all_have_the_truth(&mut consortium);
	}
}

#[test]
fn a_member_killed_when_it_has_read_an_update_goes_on() {
	let mut consortium = five(publishing(three_spans()));
	let (observer, kills) = killer(Step::PublishedStored, 1);
	consortium.kill(4);
	consortium.start(4, Some(observer));
	until_availability(&mut consortium);
	keep_from(&consortium, 4, &[0]);
	all_have_the_truth(&mut consortium);
	assert_eq!(kills.load(Ordering::SeqCst), 1);
}

/// Nothing can be taken out of a pool again.
#[test]
fn nothing_is_published_before_its_commitment_is_finalised() {
	let mut consortium = five(publishing(three_spans()));
	consortium.ledger.lock().faults.stalled = true;
	consortium.until("in Publication", 300, in_phase(Phase::Publication));
	consortium.until("in the next round", 300, |best| best.task.current_round == 1);
	assert_eq!(sent(&consortium), BTreeSet::new());
	let outcome = consortium.ledger.lock().best().ended[&0].outcome;
	assert_eq!(outcome, Some(Outcome::Failed(FailReason::TooFewIncluded)));
	consortium.ledger.lock().faults.stalled = false;
	consortium.until("a final round", 900, |best| best.task.final_rounds >= 1);
}

#[test]
fn who_withholds_its_update_does_not_publish_it_either_and_it_is_out() {
	let mut consortium = five(publishing(three_spans()));
	consortium.members[2].attack = Some(Attack::Withhold);
	consortium.kill(2);
	consortium.start(2, None);
	consortium.until("in Publication", 300, in_phase(Phase::Publication));
	until_final(&mut consortium);
	assert_eq!(sent(&consortium), BTreeSet::new());
	assert_eq!(included(&consortium), [0, 1, 3, 4]);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert_eq!(lineage.result, truth(&consortium, &lineage, 0));
}

#[test]
fn parts_are_lost_and_blocks_abandoned_and_every_final_result_is_true_for_who_reads_it_from_blocks() {
	let seed = seed();
	for run in 0..4 {
		let seed = seed.wrapping_add(run);
		println!("run {run}: seed {seed}");
		let mut consortium = Consortium::with_spec(seed, 5, publishing(three_spans()));
		consortium.ledger.lock().faults =
			ChainFaults { loss: 0.2, delay_blocks: 1, fork: 0.1, silence: 0.02, ..ChainFaults::default() };
		let mut read = 0;
		for _ in 0..1_500 {
			// In every round, on every fork, member 4 gets the update of member 0 from nobody.
			let open = consortium.ledger.lock().best().round.clone();
			if let Some(manifest) = open.and_then(|round| round.commits.get(&consortium.members[0].id).cloned()) {
				consortium.net.lock().kept_from.insert((consortium.members[4].id, manifest.update_root));
			}
			consortium.step();
			if consortium.ledger.lock().best().task.final_rounds >= 3 {
				break;
			}
		}
		let lineages: Vec<_> = consortium.ledger.lock().best().lineages.values().cloned().collect();
		assert!(lineages.len() >= 3, "seed {seed}: {} rounds are final", lineages.len());
		for lineage in lineages {
			let id = consortium.members[4].id;
			if !lineage.attesters.contains(&id) {
				continue;
			}
			assert_eq!(lineage.result, truth(&consortium, &lineage, 4), "seed {seed}, {}", lineage.round);
			let of_0 = |update: &&guild_primitives::IncludedUpdate| update.member == consortium.members[0].id;
			read += usize::from(lineage.inputs.included.iter().any(|update| of_0(&update)));
		}
		assert!(read > 0, "seed {seed}: member 4 has read nothing from blocks");
	}
}
