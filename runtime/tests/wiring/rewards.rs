//! The shipped default agreement through real transactions: rounds that pay, a lie that costs, and the way back of the money.

use crate::{
	chain::{account, owner, sign_at, Chain, DUTIES, OWNERS},
	challenge::list,
	governance::decide,
	parameters::{charged, paid},
	round::{all, attest_in, commit_in, result_in, spec, vote_in, with_task_of},
	spam::{balance, pooled},
};
use frame_support::{assert_ok, traits::fungible::InspectHold, BoundedVec};
use guild_aggregation::proof::{FaultProof, Fold};
use guild_agreement::{text, Amount, Facts, Status, Terms, DEFAULT_TEXT, UNIT};
use guild_primitives::{ResultBody, Root, RoundId, TaskSpec, Windows, SHARE_ONE};
use guild_runtime::{constants, Balances, Rewards, Runtime, RuntimeCall, RuntimeHoldReason, System, Training};
use pallet_rewards::{Call, Error, HoldReason};
use sp_runtime::DispatchError;

const SECOND: RoundId = RoundId { task: 0, index: 1 };

fn default_terms() -> Terms {
	text::parse(DEFAULT_TEXT).expect("the shipped agreement is one")
}

fn free(chain: &mut Chain, member: usize) -> Amount {
	chain.read(|| Balances::free_balance(account(OWNERS[member])))
}

fn deposit(chain: &mut Chain, member: usize) -> Amount {
	chain.read(|| Balances::balance_on_hold(&RuntimeHoldReason::from(HoldReason::Deposit), &account(OWNERS[member])))
}

/// A task of several rounds that runs, and the default agreement about it: funded by the first member, accepted by all.
fn with_agreement() -> Chain {
	let mut chain =
		with_task_of(TaskSpec { rounds: 7, windows: Windows { commit_blocks: 40, ..spec().windows }, ..spec() });
	let create = RuntimeCall::from(Call::create { task: 0, terms: Box::new(default_terms()) });
	assert_eq!(chain.call(OWNERS[0], create.clone()).unwrap(), Err(DispatchError::BadOrigin));
	assert!(decide(&mut chain, &OWNERS[..3], &create));
	assert_ok!(chain.call(OWNERS[0], RuntimeCall::from(Call::fund { agreement: 0, amount: 5_000 * UNIT })).unwrap());
	for owner in OWNERS {
		assert_ok!(chain.call(owner, RuntimeCall::from(Call::accept { agreement: 0 })).unwrap());
	}
	chain
}

/// All commit to this round and vote that they hold everything.
fn to_attest(chain: &mut Chain, round: RoundId) {
	let base = chain.read(|| Training::task_view(0)).unwrap().model_root;
	all(chain, |member| commit_in(member, round, base));
	all(chain, |_| vote_in(round, 0b1111, 0));
}

/// A result in which every update is half new; with this list.
fn result(chain: &mut Chain, round: RoundId, list: &[u8]) -> (Root, ResultBody) {
	let (_, mut body) = result_in(chain, round);
	body.novelties.iter_mut().for_each(|novelty| *novelty = SHARE_ONE / 2);
	body.trace_root = Root::of(list);
	let inputs_hash = chain.read(|| Training::round_view(round)).unwrap().inputs.unwrap().hash();
	(body.hash(&inputs_hash), body)
}

fn whole_round(chain: &mut Chain, index: u32) {
	let round = RoundId { task: 0, index };
	to_attest(chain, round);
	let (result_hash, body) = result(chain, round, b"list");
	all(chain, |member| attest_in(round, member, result_hash, b"list", (member == 0).then_some(&body)));
}

#[test]
fn a_round_pays_by_the_default_agreement_and_what_is_left_goes_back() {
	let mut chain = with_agreement();
	let deposited = default_terms().deposit;
	assert_eq!((0..4).map(|member| deposit(&mut chain, member)).collect::<Vec<_>>(), [deposited; 4]);

	// The open round binds nobody yet.
	let before: Vec<_> = (0..4).map(|member| free(&mut chain, member)).collect();
	whole_round(&mut chain, 0);
	assert_eq!((0..4).map(|member| free(&mut chain, member)).collect::<Vec<_>>(), before);

	// All did the same, whatever samples they declare, and are paid the same.
	whole_round(&mut chain, 1);
	let after: Vec<_> = (0..4).map(|member| free(&mut chain, member)).collect();
	let each: Vec<_> = after.iter().zip(&before).map(|(after, before)| after - before).collect();
	assert_eq!(each, [default_terms().budget / 4; 4]);
	let payouts = chain.read(|| Rewards::payouts_view(0, 0, 9));
	let [(_, first), (SECOND, payout)] = &payouts[..] else { panic!("two rounds are on record") };
	assert!(first.lines.is_empty() && first.paid == 0);
	let Facts { quality, reputation, availability, .. } = payout.lines[0].facts;
	assert_eq!(quality.to_share(), SHARE_ONE / 4);
	assert_eq!(availability.to_share(), SHARE_ONE);
	// What it came with: a newcomer's score, and the evidence of the first round.
	assert!(reputation.to_share() > SHARE_ONE / 2 && reputation.to_share() < SHARE_ONE);

	// The council ends it. The round that is open is paid; then anybody of the consortium has the rest given back.
	let terminate = RuntimeCall::from(Call::terminate { agreement: 0 });
	assert!(decide(&mut chain, &OWNERS[..3], &terminate));
	let wind_up = || RuntimeCall::from(Call::wind_up { agreement: 0 });
	assert!(chain.call(DUTIES[3], wind_up()).unwrap().is_err());
	whole_round(&mut chain, 2);
	let before: Vec<_> = (0..4).map(|member| free(&mut chain, member)).collect();
	assert_ok!(chain.call(DUTIES[3], wind_up()).unwrap());
	let back: Vec<_> = (0..4).map(|member| free(&mut chain, member) - before[member]).collect();
	assert_eq!(back, [3_000 * UNIT + deposited, deposited, deposited, deposited]);
	assert_eq!(chain.read(|| Rewards::agreement_view(0)).unwrap().status, Status::WoundUp);
}

#[test]
fn the_next_payout_shows_what_the_council_has_set() {
	let mut chain = with_agreement();
	whole_round(&mut chain, 0);
	whole_round(&mut chain, 1);
	assert!(decide(&mut chain, &OWNERS[..3], &paid(800_000)));
	whole_round(&mut chain, 2);
	assert!(decide(&mut chain, &OWNERS[..3], &paid(1_000_000)));
	whole_round(&mut chain, 3);
	let payouts = chain.read(|| Rewards::payouts_view(0, 1, 9));
	let budget = default_terms().budget;
	let seen: Vec<_> =
		payouts.iter().map(|(_, payout)| (payout.budget, payout.lines[3].paid, payout.rates.paid)).collect();
	let less = budget / 10 * 8;
	assert_eq!(seen, [(budget, budget / 4, 1_000_000), (less, less / 4, 800_000), (budget, budget / 4, 1_000_000)]);
	// Nothing went anywhere else.
	let view = chain.read(|| Rewards::agreement_view(0)).unwrap();
	assert_eq!(view.escrow, 5_000 * UNIT - budget - less - budget);
}

#[test]
fn the_next_penalty_shows_what_the_council_has_set() {
	let mut chain = with_agreement();
	assert!(decide(&mut chain, &OWNERS[..3], &charged(250_000)));
	assert_eq!(lie(chain), default_terms().penalties.proven_fault / 4);
}

#[test]
fn liars_proven_by_a_challenge_pay_with_their_deposits() {
	assert_eq!(lie(with_agreement()), default_terms().penalties.proven_fault);
}

/// Three lie in the second round, and are proven to. Returns what each of them is charged.
fn lie(mut chain: Chain) -> Amount {
	whole_round(&mut chain, 0);
	to_attest(&mut chain, SECOND);
	let (result_hash, body) = result(&mut chain, SECOND, &list());
	let lies = (0..3).map(|member| (DUTIES[member], attest_in(SECOND, member, result_hash, &list(), Some(&body))));
	for outcome in chain.block(lies.collect()) {
		assert_ok!(outcome.unwrap());
	}
	let proof = Box::new(FaultProof::Fold(Fold { list: list().try_into().unwrap() }));
	let challenge = pallet_training::Call::challenge { round: SECOND, result_hash, attester: None, proof };
	assert_ok!(chain.call(DUTIES[3], RuntimeCall::from(challenge)).unwrap());
	chain.pass(1);
	let terms = default_terms();
	let left: Vec<_> = (0..4).map(|member| deposit(&mut chain, member)).collect();
	let each = terms.deposit - left[0];
	assert_eq!(left, [left[0], left[0], left[0], terms.deposit]);
	let view = chain.read(|| Rewards::agreement_view(0)).unwrap();
	assert_eq!((view.penalised, view.escrow), (3 * each, 5_000 * UNIT + view.penalised));
	assert_eq!(view.parties.iter().filter(|party| party.penalised > 0).count(), 3);
	assert!(view.parties.iter().any(|party| party.member == owner(3) && party.penalised == 0));
	// What an account must own at least is no more than the smallest penalty that we ship.
	const { assert!(constants::EXISTENTIAL_DEPOSIT <= UNIT) };
	each
}

#[test]
fn the_one_report_on_a_survey_costs_nothing_and_the_pool_holds_it_once() {
	let mut chain = with_agreement();
	let last = constants::SURVEY_EVERY - 1;
	(0..=last).for_each(|index| whole_round(&mut chain, index));
	let survey = chain.read(|| Rewards::survey_view(0)).unwrap();
	let round = RoundId { task: 0, index: last };
	assert_eq!((survey.round, survey.subjects.len(), survey.reported.len()), (round, 4, 0));
	let report = |changes: [i8; 4]| {
		RuntimeCall::from(Call::report_quality {
			agreement: 0,
			round,
			changes: BoundedVec::truncate_from(changes.to_vec()),
		})
	};
	// Other values do not make it another report.
	let nonce = chain.read(|| System::account_nonce(account(DUTIES[0])));
	let same = (0..4u8).map(|more| {
		let transaction = chain.read(|| sign_at(DUTIES[0], report([0, 1, 1, more as i8]), nonce + u32::from(more)));
		chain.validate(transaction).unwrap()
	});
	assert_eq!(pooled(same.collect()), 1);
	assert_ok!(chain.call(DUTIES[0], report([0, 1, 1, -4])).unwrap());
	assert_eq!(balance(&mut chain, DUTIES[0]), constants::DUTY_ENDOWMENT);
	let again = chain.call(DUTIES[0], report([0, 1, 1, -4])).unwrap();
	assert_eq!(again, Err(Error::<Runtime>::AlreadyReported.into()));
	assert!(balance(&mut chain, DUTIES[0]) < constants::DUTY_ENDOWMENT);
}
