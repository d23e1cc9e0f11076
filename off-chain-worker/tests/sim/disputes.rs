//! Members that lie about the result, and the one that does not.

use crate::{
	chain::{ChainFaults, Round, State},
	consortium::{seed, spec_of, Consortium},
	kills::killer,
};
use ed25519_dalek::{Signer, SigningKey};
use guild_aggregation::{
	lanes, reference,
	trace::{Leaf, Trace},
	Updates,
};
use guild_primitives::{
	attestation_hash, possession, round::quorum, seed::seed_commitment, ColumnRule, FailReason, Fault, Lineage,
	Manifest, Mechanism, MemberId, MixRule, Outcome, Phase, ResultBody, Root, RoundInputs, RuleSpec, TaskSpec, Text,
	WorkerSignature,
};
use guild_worker::{
	attack::{Attack, FalseResult},
	world::Call,
	Step,
};
use std::sync::{atomic::Ordering, Arc, Mutex, OnceLock};

/// A task whose lanes fill three spans, the last in part.
pub fn three_spans() -> TaskSpec {
	spec_of(r#"kind = "linear""#, 1_300)
}

/// Five members, of whom all but the fifth tell the same lie about the result.
pub fn colluding(lie: FalseResult, spec: TaskSpec) -> Consortium {
	let mut consortium = Consortium::with_spec(seed(), 5, spec);
	for index in 0..4 {
		consortium.members[index].attack = Some(Attack::Collude(lie));
		consortium.kill(index);
		consortium.start(index, None);
	}
	consortium
}

/// The result of a final round, computed the slow way from the lanes in a member's store.
pub fn truth(consortium: &Consortium, lineage: &Lineage, index: usize) -> ResultBody {
	let net = consortium.net.lock();
	let store = net.peers[&consortium.members[index].id].store.as_ref().unwrap();
	let columns: Vec<Vec<i16>> =
		lineage.inputs.columns().map(|root| lanes::from_bytes(&store.read(&root).unwrap()).unwrap()).collect();
	let base = lanes::model_from_bytes(&store.read(&lineage.inputs.base_root).unwrap()).unwrap();
	let views: Vec<&[i16]> = columns.iter().map(Vec::as_slice).collect();
	reference::aggregate(&lineage.inputs, &views, &base).unwrap().result.body
}

/// The challenges that were ever submitted, each once, with who sent them.
pub fn challenges(consortium: &Consortium) -> Vec<(MemberId, Call)> {
	let mut found: Vec<(MemberId, Call)> = Vec::new();
	for sent in &consortium.ledger.lock().submitted {
		if matches!(sent.1, Call::Challenge { .. }) && !found.contains(sent) {
			found.push(sent.clone());
		}
	}
	found
}

pub fn open_round(state: &State) -> Option<&Round> {
	state.round.as_ref()
}

/// Runs round 0 until a fault is proven, and says what it was. In that block the lie is gone, and its attesters are out.
pub fn until_proven(consortium: &mut Consortium) -> Fault {
	consortium.until("a fault proven", 600, |best| open_round(best).is_some_and(|round| !round.faults.is_empty()));
	let ledger = consortium.ledger.lock();
	let round = open_round(ledger.best()).unwrap();
	let liars: Vec<MemberId> = consortium.members[..4].iter().map(|member| member.id).collect();
	let record = &round.faults[0];
	assert_eq!(record.guilty.to_vec(), liars);
	assert_eq!(record.challenger, consortium.members[4].id);
	assert!(!round.results.contains_key(&record.result_hash));
	assert!(round.attested.keys().all(|member| *member == consortium.members[4].id));
	record.fault
}

/// The fifth member's result becomes final, and it is the true one.
pub fn until_true(consortium: &mut Consortium) {
	consortium.until("a final round", 600, |best| best.task.final_rounds >= 1);
	let lineage = consortium.ledger.lock().best().lineages.values().next().unwrap().clone();
	assert_eq!(lineage.attesters.to_vec(), [consortium.members[4].id]);
	assert_eq!(lineage.result, truth(consortium, &lineage, 4));
}

pub fn each_median() -> RuleSpec {
	RuleSpec { f: 1, mix: MixRule::Each, column: ColumnRule::Median, ..three_spans().rule }
}

#[test]
fn four_of_five_tell_the_same_lie_about_the_result_and_the_fifth_proves_it_false() {
	for rule in [three_spans().rule, each_median()] {
		for lie in
			[FalseResult::Lane, FalseResult::Coefficients, FalseResult::Leaf, FalseResult::List, FalseResult::Model]
		{
			let mut consortium = colluding(lie, TaskSpec { rule: rule.clone(), ..three_spans() });
			let fault = until_proven(&mut consortium);
			let expected = match lie {
				FalseResult::Lane => fault == Fault::AggregateStep { span: 1 },
				FalseResult::Coefficients => fault == Fault::Coefficients,
				FalseResult::Leaf => fault == Fault::GramStep { span: 1 },
				FalseResult::List => {
					matches!(fault, Fault::GramStep { .. } | Fault::AggregateStep { .. } | Fault::Coefficients)
				}
				FalseResult::Model => fault == Fault::ModelFold,
				FalseResult::Withheld => false,
			};
			assert!(expected, "{lie:?}: {fault:?}");
			until_true(&mut consortium);
			let round_0 =
				|(_, call): &(MemberId, Call)| matches!(call, Call::Challenge { round, .. } if round.index == 0);
			let sent: Vec<_> = challenges(&consortium).into_iter().filter(round_0).collect();
			assert_eq!(sent.len(), 1, "{lie:?}: one challenge, and nobody else sends any");
			consortium.steps(24);
			let record = &consortium.records(4)[0];
			assert_eq!((record.outcome, record.result_matches_own), (Outcome::Final, Some(true)));
			// The liars adopt the true model too: it is what the chain has.
			assert_eq!(consortium.records(0)[0].model_root, record.model_root);
			assert_eq!(consortium.records(0)[0].result_matches_own, Some(false));
		}
	}
}

#[test]
fn one_lane_of_a_million_is_enough() {
	// 25 × 41943 + 1 = 2^20 parameters.
	let spec = spec_of("kind = \"mlp\"\nhidden = [41943]", 23);
	assert_eq!(spec.dim, 1 << 20);
	let spec = TaskSpec { clip_norm: 500_000, norm_bound: 600_000, ..spec };
	let mut consortium = colluding(FalseResult::Lane, spec);
	assert_eq!(until_proven(&mut consortium), Fault::AggregateStep { span: 256 });
	until_true(&mut consortium);
}

#[test]
fn a_challenge_and_its_verdict_are_told_once_and_in_words() {
	let log = captured();
	let mut consortium = colluding(FalseResult::Coefficients, three_spans());
	until_proven(&mut consortium);
	let hash = open_round(consortium.ledger.lock().best()).unwrap().faults[0].result_hash.short();
	until_true(&mut consortium);
	// What is final is told when it is finalised.
	consortium.steps(24);
	let liars = "members 01010101…, 02020202…, 03030303…, 04040404…";
	let told = |line: String| log.lock().unwrap().iter().filter(|logged| logged.contains(&line)).count();
	// Other tests of this process may say the first line too; it names no result.
	assert!(told(format!("round 0: {liars} attested a false result (wrong coefficients); challenging it")) >= 1);
	let verdict = format!("the chain found {liars} guilty: wrong coefficients; proven by");
	assert_eq!(told(format!("{verdict} this member against result {hash}")), 1);
	// Each of the liars reads it too, and of its own guilt.
	assert_eq!(told(format!("{verdict} member 05050505… against result {hash}")), 4);
	assert!(told("THIS MEMBER WAS FOUND GUILTY (wrong coefficients)".into()) >= 4);
}

#[test]
fn a_proof_that_shows_the_true_list_waits_until_attest_is_over() {
	let mut consortium = colluding(FalseResult::Model, three_spans());
	consortium.until("in Attest", 300, |best| open_round(best).is_some_and(|round| round.phase == Phase::Attest));
	// So that Attest lasts for its whole window.
	let away = consortium.members[0].id;
	consortium.net.lock().peers.get_mut(&away).unwrap().absent = true;
	for _ in 0..200 {
		let phase = open_round(consortium.ledger.lock().best()).map(|round| round.phase);
		consortium.step();
		if !challenges(&consortium).is_empty() {
			// That is what the challenger saw.
			assert_eq!(phase, Some(Phase::Challenge));
			return;
		}
	}
	panic!("seed {}: nobody challenges", consortium.seed);
}

#[test]
fn a_challenger_killed_between_journal_and_submission_sends_the_same_challenge() {
	for step in [Step::ChallengeJournaled, Step::ChallengeSubmitted] {
		let mut consortium = colluding(FalseResult::Lane, three_spans());
		let (observer, kills) = killer(step, 1);
		consortium.kill(4);
		consortium.start(4, Some(observer));
		until_proven(&mut consortium);
		assert_eq!(kills.load(Ordering::SeqCst), 1, "{step:?}");
		until_true(&mut consortium);
		let round_0 = |(_, call): &&(MemberId, Call)| matches!(call, Call::Challenge { round, .. } if round.index == 0);
		assert_eq!(challenges(&consortium).iter().filter(round_0).count(), 1, "{step:?}");
	}
}

#[test]
fn a_lost_or_abandoned_challenge_is_sent_again_and_no_lie_becomes_final() {
	let seed = seed();
	for run in 0..8 {
		let seed = seed.wrapping_add(run);
		println!("run {run}: seed {seed}");
		let mut consortium = Consortium::with_spec(seed, 5, three_spans());
		let lies = [FalseResult::Lane, FalseResult::Coefficients, FalseResult::Leaf, FalseResult::List];
		for index in 0..3 {
			consortium.members[index].attack = Some(Attack::Collude(lies[(run % 4) as usize]));
			consortium.kill(index);
			consortium.start(index, None);
		}
		consortium.ledger.lock().faults =
			ChainFaults { loss: 0.2, delay_blocks: 1, fork: 0.1, silence: 0.02, ..ChainFaults::default() };
		consortium.net.lock().loss = 0.1;
		consortium.until("three rounds final", 2_000, |best| best.task.final_rounds >= 3);
		let lineages: Vec<Lineage> = consortium.ledger.lock().best().lineages.values().cloned().collect();
		for lineage in lineages {
			assert_eq!(lineage.result, truth(&consortium, &lineage, 4), "seed {seed}, {}", lineage.round);
		}
	}
}

#[test]
fn a_lie_falls_also_while_nothing_is_finalised() {
	let mut consortium = colluding(FalseResult::Lane, three_spans());
	consortium.until("in Attest", 300, |best| open_round(best).is_some_and(|round| round.phase == Phase::Attest));
	consortium.ledger.lock().faults.stalled = true;
	until_proven(&mut consortium);
	until_true(&mut consortium);
}

#[test]
fn who_attests_a_result_whose_list_it_does_not_have_is_found_guilty_alone() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	let (copier, away) = (consortium.members[2].id, consortium.members[4].id);
	let attested = |best: &State| open_round(best).is_some_and(|round| round.attested.len() >= 2);
	consortium.until("in Attest", 300, |best| open_round(best).is_some_and(|round| round.phase == Phase::Attest));
	consortium.kill(2);
	// Else all attest at once, and then there is no time to challenge anybody.
	consortium.net.lock().peers.get_mut(&away).unwrap().absent = true;
	consortium.until("attested by two", 300, attested);
	{
		let mut ledger = consortium.ledger.lock();
		let round = open_round(ledger.best()).unwrap();
		let (id, result_hash) = (round.id, *round.attested.values().next().unwrap());
		ledger.submit(copier, &attest(copier, id, result_hash, Root([9; 32]), None));
	}
	consortium.until("a fault proven", 300, |best| open_round(best).is_some_and(|round| !round.faults.is_empty()));
	{
		let ledger = consortium.ledger.lock();
		let round = open_round(ledger.best()).unwrap();
		assert_eq!((round.faults[0].fault, round.faults[0].guilty.to_vec()), (Fault::Possession, vec![copier]));
	}
	consortium.until("a final round", 300, |best| best.task.final_rounds >= 1);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert_eq!(lineage.result, truth(&consortium, &lineage, 0));
	assert!(!lineage.attesters.contains(&copier) && lineage.attesters.len() >= 3);
}

#[test]
fn of_many_who_see_the_lie_one_sends_the_proof_and_another_if_that_one_is_kept_from_it() {
	let seed = seed();
	let challengers = |absent: Option<MemberId>| {
		let mut consortium = Consortium::with_spec(seed, 8, three_spans());
		consortium.members[7].attack = Some(Attack::Collude(FalseResult::Lane));
		consortium.kill(7);
		consortium.start(7, None);
		if let Some(absent) = absent {
			consortium.until("in Challenge", 300, |best| {
				open_round(best).is_some_and(|round| round.phase == Phase::Challenge)
			});
			consortium.net.lock().peers.get_mut(&absent).unwrap().absent = true;
		}
		consortium.until("a final round", 300, |best| best.task.final_rounds >= 1);
		assert_eq!(consortium.ledger.lock().best().lineages[&0].attesters.len(), 7);
		let sent = challenges(&consortium);
		sent.into_iter().map(|(member, _)| member).collect::<Vec<_>>()
	};
	let first = challengers(None);
	assert_eq!(first.len(), 1);
	let others = challengers(Some(first[0]));
	assert!(!others.is_empty() && !others.contains(&first[0]));
}

/// What a test says for a member whose worker does not run.
pub fn say(consortium: &Consortium, index: usize, call: impl FnOnce(MemberId, &Round) -> Call) {
	let mut ledger = consortium.ledger.lock();
	let member = consortium.members[index].id;
	let call = call(member, open_round(ledger.best()).unwrap());
	ledger.submit(member, &call);
}

/// A result that nobody has computed, of the form that one of this round has: the roots are of its aggregate, its model and its list.
pub fn made_up(inputs: &RoundInputs, [aggregate_root, model_root, trace_root]: [Root; 3]) -> ResultBody {
	let n = inputs.included.len();
	let some = |value| vec![value; n].try_into().unwrap();
	ResultBody {
		coefficients: vec![vec![1; n].try_into().unwrap()].try_into().unwrap(),
		norms: some(1),
		distances: some(1),
		novelties: Default::default(),
		aggregate_root,
		model_root,
		trace_root,
	}
}

/// Member `index` serves these bytes. Their root.
pub fn serve(consortium: &Consortium, index: usize, bytes: &[u8]) -> Root {
	let mut net = consortium.net.lock();
	let peer = net.peers.get_mut(&consortium.members[index].id).unwrap();
	let root = peer.store.as_ref().unwrap().put(bytes).unwrap();
	peer.serving.insert(root);
	root
}

#[test]
fn a_malformed_update_that_colluders_say_they_hold_fails_the_round() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	(0..4).for_each(|index| consortium.kill(index));
	consortium.until("open", 100, |best| open_round(best).is_some());
	let dim = three_spans().dim as usize;
	for index in 0..4 {
		let mut update = vec![index as i16; dim];
		if index == 2 {
			update[600] = i16::MIN;
		}
		let bytes: Vec<u8> = update.iter().flat_map(|lane| lane.to_le_bytes()).collect();
		let root = serve(&consortium, index, &bytes);
		say(&consortium, index, |member, round| {
			let manifest = Manifest {
				round: round.id,
				base_root: three_spans().initial_model_root,
				update_root: root,
				samples: 10,
				steps_done: 1,
				steps_asked: 1,
				dataset: 0,
				mechanism: Mechanism::None,
				possession: possession(&member, &round.id, &bytes),
				seed_commitment: seed_commitment(&member, &round.id, &Root(member.0)),
				software: Text::default(),
			};
			let signature = SigningKey::from_bytes(&member.0).sign(&manifest.signing_hash().0);
			Call::CommitUpdate { manifest, signature: WorkerSignature(signature.to_bytes()) }
		});
	}
	let in_phase = |phase| move |best: &State| open_round(best).is_some_and(|round| round.phase == phase);
	consortium.until("in Availability", 100, in_phase(Phase::Availability));
	for index in 0..4 {
		say(&consortium, index, |member, round| Call::VoteAvailability {
			round: round.id,
			held: 0b1111,
			missing: 0,
			base_missing: false,
			seed: Some(Root(member.0)),
		});
	}
	consortium.until("in Attest", 100, in_phase(Phase::Attest));
	for index in 0..4 {
		say(&consortium, index, |member, round| {
			let inputs = round.inputs.as_ref().unwrap();
			let body = made_up(inputs, [1, 2, 3].map(|byte| Root([byte; 32])));
			let result_hash = body.hash(&inputs.hash());
			attest(member, round.id, result_hash, Root(member.0), Some(body))
		});
	}
	consortium.until("in the next round", 200, |best| best.task.current_round >= 1);
	let ledger = consortium.ledger.lock();
	let ended = &ledger.best().ended[&0];
	assert_eq!(ended.outcome, Some(Outcome::Failed(FailReason::MalformedUpdate)));
	assert_eq!(ended.faults[0].fault, Fault::MalformedUpdate { update: 2 });
	assert_eq!(ended.faults[0].challenger, consortium.members[4].id);
	assert_eq!(ended.guilty.len(), 4);
}

/// Updates beyond the norm bound are cut out of the matrix; here all are, so the rule has nothing to choose from.
#[test]
fn a_result_where_the_rule_gives_none_is_proven_false() {
	let mut consortium = Consortium::with_spec(seed(), 5, TaskSpec { norm_bound: 1, ..three_spans() });
	consortium.until("in Attest", 300, |best| open_round(best).is_some_and(|round| round.phase == Phase::Attest));
	(0..4).for_each(|index| consortium.kill(index));
	let inputs = open_round(consortium.ledger.lock().best()).unwrap().inputs.clone().unwrap();
	let list = {
		let net = consortium.net.lock();
		let store = net.peers[&consortium.members[4].id].store.clone().unwrap();
		let read = |root: Root| lanes::from_bytes(&store.read(&root).unwrap()).unwrap();
		let columns: Vec<Vec<i16>> = inputs.columns().map(read).collect();
		let views: Vec<&[i16]> = columns.iter().map(Vec::as_slice).collect();
		let grams = reference::prefix_grams(Updates::new(&views, inputs.dim as usize).unwrap());
		let leaf = |gram: &[u8; 32]| Leaf { gram: *gram, aggregate: [1; 32], model: [2; 32] };
		Trace { leaves: grams.hashes.iter().map(leaf).collect() }
	};
	serve(&consortium, 0, &list.to_bytes());
	for index in 0..4 {
		say(&consortium, index, |member, round| {
			let body = made_up(&inputs, [list.aggregate_root(), list.model_root(), list.root()]);
			let result_hash = body.hash(&inputs.hash());
			let possession = possession(&member, &round.id, &list.to_bytes());
			attest(member, round.id, result_hash, possession, Some(body))
		});
	}
	assert_eq!(until_proven(&mut consortium), Fault::NoResult);
	consortium.until("in the next round", 200, |best| best.task.current_round >= 1);
	let outcome = consortium.ledger.lock().best().ended[&0].outcome;
	assert_eq!(outcome, Some(Outcome::Failed(FailReason::NoAttestation)));
}

#[test]
fn a_member_whose_runtime_disagrees_with_it_abstains_and_the_round_goes_on() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	let doubted = consortium.members[1].id;
	consortium.ledger.lock().faults.doubted = Some(doubted);
	consortium.until("a final round", 600, |best| best.task.final_rounds >= 1);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert!(!lineage.attesters.contains(&doubted) && lineage.attesters.len() as u32 >= quorum(5));
	assert!(consortium
		.ledger
		.lock()
		.submitted
		.iter()
		.all(|(member, call)| *member != doubted || !matches!(call, Call::Attest { .. } | Call::Challenge { .. })));
	consortium.ledger.lock().faults.doubted = None;
	let before = consortium.ledger.lock().best().task.current_round;
	consortium.until("attested by it again", 600, |best| {
		best.lineages.range(before + 1..).any(|(_, lineage)| lineage.attesters.contains(&doubted))
	});
}

#[test]
fn who_was_away_in_attest_attests_late_what_is_proposed_and_true() {
	let mut consortium = Consortium::with_spec(seed(), 5, three_spans());
	let late = consortium.members[3].id;
	let in_phase = |phase| move |best: &State| open_round(best).is_some_and(|round| round.phase == phase);
	consortium.until("in Attest", 300, in_phase(Phase::Attest));
	consortium.net.lock().peers.get_mut(&late).unwrap().absent = true;
	consortium.until("in Challenge", 300, in_phase(Phase::Challenge));
	assert!(!open_round(consortium.ledger.lock().best()).unwrap().attested.contains_key(&late));
	consortium.net.lock().peers.get_mut(&late).unwrap().absent = false;
	consortium.until("a final round", 300, |best| best.task.final_rounds >= 1);
	let lineage = consortium.ledger.lock().best().lineages[&0].clone();
	assert_eq!(lineage.attesters.len(), 5);
}

/// Every line that is logged in this process from now on.
pub fn captured() -> Arc<Mutex<Vec<String>>> {
	struct Log(Arc<Mutex<Vec<String>>>);
	impl log::Log for Log {
		fn enabled(&self, _: &log::Metadata<'_>) -> bool {
			true
		}
		fn log(&self, record: &log::Record<'_>) {
			self.0.lock().unwrap().push(record.args().to_string());
		}
		fn flush(&self) {}
	}
	static LINES: OnceLock<Arc<Mutex<Vec<String>>>> = OnceLock::new();
	let lines = LINES.get_or_init(|| {
		let lines: Arc<Mutex<Vec<String>>> = Arc::default();
		log::set_boxed_logger(Box::new(Log(lines.clone()))).unwrap();
		log::set_max_level(log::LevelFilter::Info);
		lines
	});
	lines.clone()
}

/// A signed attestation.
pub fn attest(
	member: MemberId,
	round: guild_primitives::RoundId,
	result_hash: Root,
	possession: Root,
	body: Option<ResultBody>,
) -> Call {
	let hash = attestation_hash(&member, &round, &result_hash, &possession);
	let signature = WorkerSignature(SigningKey::from_bytes(&member.0).sign(&hash.0).to_bytes());
	Call::Attest { round, result_hash, possession, signature, body }
}
