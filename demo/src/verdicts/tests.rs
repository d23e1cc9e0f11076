use super::*;
use guild_primitives::RoundId;

pub const A: MemberId = MemberId([1; 32]);
pub const B: MemberId = MemberId([2; 32]);
pub const C: MemberId = MemberId([3; 32]);
pub const D: MemberId = MemberId([4; 32]);

pub fn names() -> Names {
	Names::new([(A, "A".to_owned()), (B, "B".into()), (C, "C".into()), (D, "D".into())])
}

/// D proved that what A, B and C attested has a wrong aggregate in the second span.
pub fn fault() -> FaultRecord {
	FaultRecord {
		round: RoundId { task: 0, index: 3 },
		result_hash: Root([0xAA; 32]),
		fault: Fault::AggregateStep { span: 1 },
		challenger: D,
		guilty: vec![A, B, C].try_into().unwrap(),
		held_by: Default::default(),
		at: 41,
	}
}

/// A final round in which that was proven, and what D attested became final.
pub fn round(index: u32) -> RoundRecord {
	let seen = Attested::from([(Root([0xAA; 32]), [A, B, C].into()), (Root([0xDD; 32]), [D].into())]);
	RoundRecord {
		index,
		opened_at: 30,
		ended_at: 44,
		failed: None,
		model_root: None,
		result_hash: Some(Root([0xDD; 32]).to_string()),
		attesters: vec!["D".into()],
		attested: attested(&seen, &names()),
		faults: vec![proven(&fault(), &names(), 1_441)],
		phase_seconds: [1.0; 4],
		members: Vec::new(),
	}
}

fn liars() -> Vec<String> {
	["A", "B", "C"].map(String::from).to_vec()
}

/// What is said where a check does not hold.
fn complaint(rounds: &[RoundRecord]) -> String {
	let check = lies_fell(rounds, &liars());
	assert!(!check.holds, "{}", check.seen);
	check.seen
}

#[test]
fn names_are_told_in_their_order_and_strangers_after_them() {
	assert_eq!(names().all(&[C, A]), ["A", "C"]);
	let stranger = MemberId([9; 32]);
	assert_eq!(names().all(&[stranger, D]), ["D".to_owned(), stranger.to_string()]);
}

#[test]
fn who_was_found_guilty_is_remembered_as_an_attester_of_what_fell() {
	let mut seen = Attested::from([(Root([0xAA; 32]), [A].into())]);
	let malformed =
		FaultRecord { fault: Fault::MalformedUpdate { update: 0 }, result_hash: Root([0xBB; 32]), ..fault() };
	keep_guilty(&mut seen, &[fault(), malformed]);
	assert_eq!(seen, Attested::from([(Root([0xAA; 32]), [A, B, C].into())]));
}

#[test]
fn a_fault_is_told_with_the_numbers_that_are_wrong() {
	let told = proven(&fault(), &names(), 1_441);
	assert_eq!((told.block, told.challenger.as_str(), told.guilty.len()), (41, "D", 3));
	assert_eq!(told.wrong, "the combined update is wrong in its numbers 513 to 1,024 of 1,441 (span 1)");
	assert_eq!(told.judged, "computed these numbers itself, from the members' updates");
	assert_eq!(told.fate(), "is false and void");
	assert_eq!(told.sentence(), "A, B and C are guilty");
	let beyond = proven(&FaultRecord { fault: Fault::ModelStep { span: 9 }, ..fault() }, &names(), 1_441);
	assert_eq!(beyond.wrong, "the model is wrong in span 9");
	let last = proven(&FaultRecord { fault: Fault::ModelStep { span: 2 }, ..fault() }, &names(), 1_441);
	assert_eq!(last.wrong, "the model is wrong in its numbers 1,025 to 1,441 of 1,441 (span 2)");
}

#[test]
fn what_only_shows_that_a_list_was_not_held_or_not_shown_is_not_told_as_a_falsehood() {
	let fate = |fault| proven(&FaultRecord { fault, ..self::fault() }, &names(), 1_441).fate();
	assert_eq!(fate(Fault::WithheldList), "is void");
	assert_eq!(fate(Fault::Possession), "may be true, and stands");
}

#[test]
fn lies_fell_where_an_honest_member_proved_each_false_and_named_all_who_told_it() {
	let check = lies_fell(&[round(0), round(1)], &liars());
	assert!(check.holds, "{}", check.seen);
	assert_eq!(
		check.claim,
		"Every false result that A, B and C attested fell on chain, challenged by an honest member, and the true one became final"
	);
	assert_eq!(
		check.seen,
		"two faults recorded, shown by D: two false results fell; no liar stands behind what became final in two rounds"
	);
}

#[test]
fn without_a_fault_on_the_chain_nothing_is_taken_for_proven() {
	// The false result of a lone liar is never proposed. That alone is no proof.
	let unproven = RoundRecord { faults: Vec::new(), ..round(0) };
	let seen = complaint(&[unproven]);
	assert!(seen.contains("the chain has recorded no fault"), "{seen}");
	assert!(seen.contains("round 0: no fault against the result aaaaaaaa of A, B and C"), "{seen}");
	// Nobody attested anything else, either.
	let quiet = RoundRecord { faults: Vec::new(), attested: Vec::new(), ..round(0) };
	assert_eq!(complaint(&[quiet]), "the chain has recorded no fault: nobody has challenged anything with success");
	assert!(complaint(&[]).contains("no round became final"));
}

#[test]
fn one_round_in_which_a_lie_stood_is_enough() {
	let unproven = RoundRecord { faults: Vec::new(), ..round(1) };
	assert_eq!(complaint(&[round(0), unproven]), "round 1: no fault against the result aaaaaaaa of A, B and C");
}

#[test]
fn a_fault_that_names_only_some_of_those_who_attested_is_not_enough() {
	let mut partial = round(1);
	partial.faults[0].guilty.pop();
	assert_eq!(complaint(&[round(0), partial]), "round 1: no fault against the result aaaaaaaa of A, B and C");
}

#[test]
fn a_fault_must_come_from_an_honest_member_and_name_every_liar_and_nobody_else() {
	let with = |change: &dyn Fn(&mut ProvenFault)| {
		let mut round = round(0);
		change(&mut round.faults[0]);
		complaint(&[round])
	};
	assert!(with(&|fault| fault.challenger = "C".into()).contains("C lies, and brought the fault itself"));
	let unnamed = with(&|fault| fault.guilty = vec!["A".into(), "B".into()]);
	assert!(unnamed.contains("no fault names C"), "{unnamed}");
	let honest = with(&|fault| fault.guilty.push("D".into()));
	assert!(honest.contains("D, though honest, found guilty"), "{honest}");
	let other = with(&|fault| fault.result_hash = Root([0xBB; 32]).to_string());
	assert!(other.contains("no fault against the result aaaaaaaa"), "{other}");
	// A list that nobody shows brings a result down, that it was not held does not.
	let mut withheld = round(0);
	withheld.faults[0].fault = Fault::WithheldList;
	assert!(lies_fell(&[withheld], &liars()).holds);
	let held = with(&|fault| fault.fault = Fault::Possession);
	assert!(held.contains("no fault against the result aaaaaaaa"), "{held}");
}

#[test]
fn no_liar_may_stand_behind_what_became_final() {
	let both = RoundRecord { attesters: vec!["A".into(), "D".into()], ..round(0) };
	assert_eq!(complaint(&[both]), "round 0: A among those behind what became final");
	let none = RoundRecord { attesters: vec!["A".into()], ..round(0) };
	assert!(complaint(&[none]).contains("no honest member stands behind what became final"));
}

#[test]
fn a_round_without_a_false_result_is_told_and_is_no_fault() {
	let quiet = RoundRecord { faults: Vec::new(), attested: Vec::new(), ..round(1) };
	let check = lies_fell(&[round(0), quiet], &liars());
	assert!(check.holds, "{}", check.seen);
	assert!(
		check.seen.contains("one false result fell; in one round nobody was seen to attest a false one"),
		"{}",
		check.seen
	);
}
