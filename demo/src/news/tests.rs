use super::*;
use crate::verdicts::tests::{fault, names, A, B, C, D};
use guild_primitives::{FaultRecord, Proposal, ResultBody, Root, RoundId, RoundInputs, RoundView, RuleSpec, Weighting};

pub const FALSE: Root = Root([0xAA; 32]);
pub const TRUE: Root = Root([0xDD; 32]);

/// An open round of A, B, C and D.
pub fn view(index: u32, phase: Phase, proposed: Option<Root>, faults: Vec<FaultRecord>) -> RoundView {
	RoundView {
		id: RoundId { task: 0, index },
		phase: Some(phase),
		outcome: None,
		opened_at: 30,
		phase_opened_at: 40,
		ends_at: 50,
		base_root: Root([0; 32]),
		electorate: vec![A, B, C, D],
		quorum: 3,
		members: Vec::new(),
		inputs: None,
		publication: None,
		attested: Vec::new(),
		proposed: proposed.map(|result_hash| Proposal { result_hash, has_quorum: true }),
		plea: None,
		guilty: Vec::new(),
		faults,
		result: None,
	}
}

/// A, B and C attest another result than D.
pub fn split() -> Attested {
	Attested::from([(FALSE, [A, B, C].into()), (TRUE, [D].into())])
}

#[test]
fn who_attests_what_is_said_once_when_a_result_is_proposed() {
	let mut news = News::new(names(), 1_441);
	assert_eq!(news.of(&view(3, Phase::Attest, None, vec![]), &split()), [""; 0]);
	assert_eq!(
		news.of(&view(3, Phase::Challenge, Some(FALSE), vec![]), &split()),
		["round 3: the members do not agree on the result. A, B and C attest aaaaaaaa; D attests dddddddd. aaaaaaaa is proposed, since a \
		  quorum attests it; whoever knows better may challenge it."]
	);
	assert_eq!(news.of(&view(3, Phase::Challenge, Some(FALSE), vec![]), &split()), [""; 0]);
	assert_eq!(
		news.of(&view(4, Phase::Challenge, Some(FALSE), vec![]), &split()),
		["round 4: A, B and C attest aaaaaaaa; D attests dddddddd. aaaaaaaa is proposed, since a quorum attests it."]
	);
}

#[test]
fn where_all_agree_nothing_is_said() {
	let mut news = News::new(names(), 1_441);
	let agreed = Attested::from([(TRUE, [A, B, C].into())]);
	assert_eq!(news.of(&view(0, Phase::Challenge, Some(TRUE), vec![]), &agreed), [""; 0]);
}

#[test]
fn a_challenge_and_its_verdict_are_said_once_and_explained_the_first_time() {
	let mut news = News::new(names(), 1_441);
	let challenge = "round 3: D challenges the result aaaaaaaa of A, B and C: the combined update is wrong in its numbers 513 to 1,024 of \
	                 1,441 (span 1).";
	let explained = "round 3: verdict in block 41: the chain computed these numbers itself, from the members' updates. aaaaaaaa is false and \
	                 void; A, B and C are guilty, and out of the round. Nobody was outvoted: one honest member is enough, however many lie.";
	let lines = news.of(&view(3, Phase::Attest, None, vec![fault()]), &split());
	assert_eq!(lines, [challenge, explained]);
	assert_eq!(news.of(&view(3, Phase::Challenge, Some(TRUE), vec![fault()]), &split()), [""; 0]);
	let next = news.of(&view(4, Phase::Attest, None, vec![fault()]), &split());
	let verdict = "round 4: verdict in block 41: aaaaaaaa is false and void; A, B and C are guilty.";
	assert_eq!(next, [challenge.replace("round 3", "round 4"), verdict.to_owned()]);
}

#[test]
fn what_ended_between_two_looks_is_still_said() {
	let mut news = News::new(names(), 1_441);
	let ended = RoundView { phase: None, outcome: Some(Outcome::Final), ..view(0, Phase::Attest, None, vec![fault()]) };
	assert_eq!(news.of(&ended, &split()).len(), 2);
}

/// The round after its end, and what was attested in it: D's true result is final.
pub fn ended(index: u32) -> (RoundView, Attested) {
	let inputs = RoundInputs {
		round: RoundId { task: 0, index },
		spec_hash: Root([0; 32]),
		base_root: Root([0; 32]),
		previous_aggregate_root: None,
		dim: 1_441,
		scale: 14,
		norm_bound: 1,
		rule: RuleSpec::mean(Weighting::Equal),
		seed: None,
		included: Default::default(),
	};
	let result = ResultBody {
		coefficients: Default::default(),
		norms: Default::default(),
		distances: Default::default(),
		novelties: Default::default(),
		aggregate_root: Root([0; 32]),
		model_root: Root([0; 32]),
		trace_root: Root([0; 32]),
	};
	let hash = result.hash(&inputs.hash());
	let view = RoundView {
		phase: None,
		outcome: Some(Outcome::Final),
		ends_at: 44,
		inputs: Some(inputs),
		result: Some(result),
		..view(index, Phase::Attest, None, vec![fault()])
	};
	(view, Attested::from([(FALSE, [A, B, C].into()), (hash, [D].into())]))
}

#[test]
fn who_stands_behind_the_final_result_is_said_where_something_was_proven() {
	let (view, seen) = ended(3);
	let hash = seen.keys().find(|hash| **hash != FALSE).unwrap().short();
	assert_eq!(stands(&view, &seen, &names()).unwrap(), format!(", with the result {hash} of D alone"));
	let agreed = RoundView { faults: Vec::new(), ..view };
	assert_eq!(stands(&agreed, &seen, &names()), None);
}
