//! What motions ask for, in plain words: nobody votes on bytes.

use super::{
	council::Share,
	params::{self, Parameter},
};
use crate::commands::show;
use frame_support::traits::GetCallMetadata;
use guild_primitives::{MemberId, MemberView, Tier};
use guild_runtime::RuntimeCall;
use pallet_consortium::Call as Consortium;
use pallet_equivocation::Call as Equivocation;
use pallet_reputation::Call as Reputation;
use pallet_rewards::Call as Rewards;
use pallet_training::Call as Training;
use pallet_utility::Call as Utility;

/// Calls within calls that are put in words. No tool of ours nests any deeper than twice.
const MOST_NESTED: u32 = 4;

/// What a call would do, in one line.
pub fn summary(call: &RuntimeCall, members: &[MemberView]) -> String {
	nested(call, members, MOST_NESTED)
}

fn nested(call: &RuntimeCall, members: &[MemberView], deeper: u32) -> String {
	let name = |member: &MemberId| show::name_of(member, members);
	match call {
		RuntimeCall::Training(Training::create_task { spec }) => {
			format!("create the task \"{}\" ({} rounds, {} parameters)", spec.name, spec.rounds, spec.dim)
		}
		RuntimeCall::Training(Training::stop_task { task }) => format!("stop task {task}"),
		RuntimeCall::Training(Training::forgive_slash { slash }) => {
			format!("give the slashed deposit {slash} back to its owner, before it is settled")
		}
		RuntimeCall::Equivocation(Equivocation::forgive_slash { slash }) => {
			format!("give the slashed validator deposit {slash} back to its member, before it is burnt")
		}
		RuntimeCall::Consortium(Consortium::admit { owner, name, tier, .. }) => {
			format!("admit \"{name}\", which {}, as the member of account {}", tier_words(*tier), hex::encode(owner))
		}
		RuntimeCall::Consortium(Consortium::remove { owner }) => {
			let member = super::member_id(owner);
			format!("remove {} ({member}), as soon as no open round counts on it", name(&member))
		}
		RuntimeCall::Consortium(Consortium::recover { member, new_owner }) => {
			format!(
				"give {} ({member}) a new owner, account {}, unless its present one vetoes it in time",
				name(member),
				hex::encode(new_owner)
			)
		}
		RuntimeCall::Consortium(Consortium::authorise_upgrade { code_hash }) => {
			format!("authorise the runtime whose code has the hash {code_hash:?}; no round opens until it is applied, or has been waited for")
		}
		RuntimeCall::Parameters(pallet_parameters::Call::set_parameter { key_value }) => params::summary(key_value),
		RuntimeCall::Reputation(Reputation::pardon { member }) => {
			format!("pardon {} ({member}): its reputation becomes a newcomer's", name(member))
		}
		RuntimeCall::Rewards(Rewards::create { task, terms }) => {
			format!("create the agreement “{}” about task {task}", terms.title)
		}
		RuntimeCall::Rewards(Rewards::terminate { agreement }) => {
			format!("end agreement {agreement} after the open round of its task, and give back what is held")
		}
		RuntimeCall::Consortium(Consortium::described { call, .. }) if deeper > 0 => match &**call {
			RuntimeCall::Consortium(Consortium::described { .. }) => {
				"nothing: the chain refuses a description of a description".into()
			}
			call => nested(call, members, deeper - 1),
		},
		RuntimeCall::Utility(
			Utility::batch { calls } | Utility::batch_all { calls } | Utility::force_batch { calls },
		) if deeper > 0 => {
			let all: Vec<_> = calls.iter().map(|call| nested(call, members, deeper - 1)).collect();
			format!("{} things: {}", all.len(), all.join("; "))
		}
		other => {
			let metadata = other.get_call_metadata();
			format!("{}.{} (read it with a general client before voting)", metadata.pallet_name, metadata.function_name)
		}
	}
}

fn tier_words(tier: Tier) -> &'static str {
	match tier {
		Tier::Validator => "makes blocks, trains and votes",
		Tier::Trainer => "trains and votes",
		Tier::Auditor => "only reads",
	}
}

/// What else a voter should read of it, line by line.
pub fn details(call: &RuntimeCall) -> Vec<String> {
	match within(call) {
		RuntimeCall::Training(Training::create_task { spec }) => lines(&show::spec(spec), ""),
		RuntimeCall::Consortium(Consortium::admit { keys, .. }) => vec![
			format!("  duty       {}", keys.duty),
			format!("  worker     {}", keys.worker),
			format!("  node       {}", keys.node),
			"  check      these with the company itself: whoever holds the keys acts for it".into(),
		],
		RuntimeCall::Consortium(Consortium::authorise_upgrade { code_hash }) => {
			vec![format!(
				"  check      the code yourself: `b2sum -l 256 FILE.wasm` prints {}",
				hex::encode(code_hash.as_bytes())
			)]
		}
		RuntimeCall::Parameters(pallet_parameters::Call::set_parameter { key_value }) => {
			let parameter = Parameter::of(key_value);
			vec![
				format!("  what       {}", parameter.what),
				format!(
					"  works      from {} to {}",
					parameter.shown(parameter.least),
					parameter.shown(parameter.most)
				),
			]
		}
		RuntimeCall::Rewards(Rewards::create { terms, .. }) => {
			let mut all = lines(&guild_agreement::text::words(terms), "  ");
			all.extend(guild_agreement::text::notes(terms).into_iter().map(|note| format!("  note: {note}")));
			all
		}
		RuntimeCall::Utility(
			Utility::batch { calls } | Utility::batch_all { calls } | Utility::force_batch { calls },
		) => calls.iter().filter(|call| !matches!(call, RuntimeCall::Utility(_))).flat_map(details).collect(),
		_ => Vec::new(),
	}
}

/// What is described, or the call itself. The chain looks as far.
fn within(call: &RuntimeCall) -> &RuntimeCall {
	match call {
		RuntimeCall::Consortium(Consortium::described { call, .. }) => call,
		call => call,
	}
}

fn lines(text: &str, before: &str) -> Vec<String> {
	text.lines().map(|line| format!("{before}{line}")).collect()
}

/// How much of the council the chain wants before it does this; none if it is not known here.
pub fn takes(call: &RuntimeCall) -> Option<Share> {
	match within(call) {
		RuntimeCall::Training(
			Training::create_task { .. } | Training::stop_task { .. } | Training::forgive_slash { .. },
		)
		| RuntimeCall::Equivocation(Equivocation::forgive_slash { .. })
		| RuntimeCall::Rewards(Rewards::create { .. } | Rewards::terminate { .. }) => Some(Share::MoreThanHalf),
		RuntimeCall::Consortium(
			Consortium::admit { .. }
			| Consortium::remove { .. }
			| Consortium::recover { .. }
			| Consortium::authorise_upgrade { .. },
		)
		| RuntimeCall::Reputation(Reputation::pardon { .. }) => Some(Share::TwoThirds),
		RuntimeCall::Parameters(pallet_parameters::Call::set_parameter { key_value }) => {
			Some(Parameter::of(key_value).share)
		}
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_primitives::{AccountBytes, MemberKeys, NodeKey, Text, WorkerKey};
	use guild_runtime::{AccountId, Runtime};
	use sp_core::H256;

	fn members() -> Vec<MemberView> {
		vec![MemberView {
			id: MemberId([7; 32]),
			owner: AccountBytes([7; 32]),
			name: Text::new("Nordwind AG").unwrap(),
			tier: Tier::Validator,
			keys: MemberKeys { duty: AccountBytes([1; 32]), worker: WorkerKey([2; 32]), node: NodeKey([3; 32]) },
			admitted_at: 0,
		}]
	}

	fn terms() -> guild_agreement::Terms {
		guild_agreement::text::parse("agreement \"Wind\"\nbudget 10 per round\nshare = quality\n").unwrap()
	}

	#[test]
	fn every_call_that_a_council_decides_on_is_said_in_words() {
		let owner = AccountId::from([7; 32]);
		let calls: Vec<(RuntimeCall, &str, Share)> = vec![
			(Training::<Runtime>::stop_task { task: 3 }.into(), "stop task 3", Share::MoreThanHalf),
			(Training::<Runtime>::forgive_slash { slash: 2 }.into(), "slashed deposit 2", Share::MoreThanHalf),
			(Equivocation::<Runtime>::forgive_slash { slash: 2 }.into(), "validator deposit 2", Share::MoreThanHalf),
			(Consortium::<Runtime>::remove { owner: owner.clone() }.into(), "remove Nordwind AG", Share::TwoThirds),
			(
				Consortium::<Runtime>::recover { member: MemberId([7; 32]), new_owner: [9; 32].into() }.into(),
				"give Nordwind AG",
				Share::TwoThirds,
			),
			(
				Consortium::<Runtime>::authorise_upgrade { code_hash: H256([5; 32]) }.into(),
				"0x0505050505",
				Share::TwoThirds,
			),
			(
				Reputation::<Runtime>::pardon { member: MemberId([7; 32]) }.into(),
				"pardon Nordwind AG",
				Share::TwoThirds,
			),
			(
				Rewards::<Runtime>::create { task: 1, terms: Box::new(terms()) }.into(),
				"the agreement “Wind” about task 1",
				Share::MoreThanHalf,
			),
			(Rewards::<Runtime>::terminate { agreement: 6 }.into(), "end agreement 6", Share::MoreThanHalf),
		];
		for (call, words, share) in calls {
			let summary = summary(&call, &members());
			assert!(summary.contains(words), "{words} in {summary}");
			assert!(!summary.contains("general client"), "{summary}");
			assert_eq!(takes(&call), Some(share), "{summary}");
		}
	}

	#[test]
	fn an_agreement_is_read_in_full_before_the_vote() {
		let call = Rewards::<Runtime>::create { task: 1, terms: Box::new(terms()) };
		let details = details(&call.into()).join("\n");
		assert!(details.contains("A party's share is its quality"), "{details}");
		assert!(details.contains("note: "), "{details}");
	}

	#[test]
	fn things_done_together_are_said_one_by_one() {
		let calls = vec![
			Training::<Runtime>::stop_task { task: 3 }.into(),
			Rewards::<Runtime>::create { task: 1, terms: Box::new(terms()) }.into(),
		];
		let batch: RuntimeCall = Utility::<Runtime>::batch_all { calls }.into();
		assert!(summary(&batch, &[]).starts_with("2 things: stop task 3; create the agreement"));
		assert!(!details(&batch).is_empty());
	}

	#[test]
	fn a_description_changes_nothing_of_what_a_call_is_said_to_do() {
		let described = |call: &RuntimeCall| {
			let text = Text::new("stop task 3").unwrap();
			RuntimeCall::from(Consortium::<Runtime>::described { text, call: Box::new(call.clone()) })
		};
		let create = RuntimeCall::from(Rewards::<Runtime>::create { task: 1, terms: Box::new(terms()) });
		let upgrade = RuntimeCall::from(Consortium::<Runtime>::authorise_upgrade { code_hash: H256([5; 32]) });
		let batch = RuntimeCall::from(Utility::<Runtime>::batch_all { calls: vec![create.clone(), upgrade.clone()] });
		for call in [create.clone(), upgrade, batch] {
			let outer = described(&call);
			assert_eq!(summary(&outer, &[]), summary(&call, &[]));
			assert_eq!((details(&outer), takes(&outer)), (details(&call), takes(&call)));
		}
		// Within a batch as well; and twice is refused.
		let batch = RuntimeCall::from(Utility::<Runtime>::batch_all { calls: vec![described(&create)] });
		assert!(summary(&batch, &[]).contains("1 things: create the agreement"), "{}", summary(&batch, &[]));
		assert!(!details(&batch).is_empty());
		let twice = described(&described(&create));
		assert_eq!(summary(&twice, &[]), "nothing: the chain refuses a description of a description");
		assert_eq!((takes(&twice), details(&twice).len()), (None, 0));
	}

	#[test]
	fn what_is_not_known_is_said_to_be() {
		let remark: RuntimeCall = frame_system::Call::<Runtime>::remark { remark: vec![] }.into();
		assert!(summary(&remark, &[]).starts_with("System.remark (read it with a general client"));
		assert_eq!((takes(&remark), details(&remark).len()), (None, 0));
	}
}
