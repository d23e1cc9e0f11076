//! What the council decides.

use crate::{
	chain::Act,
	people::{heir, hot_keys, member, name, proofs, title, PEOPLE},
	terms::{random_amount, random_terms},
	truth::{initial_root, DIM},
	walk::Walk,
};
use guild_primitives::{
	FlipChance, MechanismPolicy, MemberId, MetricPolicy, RuleSpec, TaskSpec, TaskStatus, Text, Tier, Weighting,
	Windows, Withheld,
};
use guild_runtime::{
	configs::parameters::{
		dynamic_params::{delays, deposits},
		RuntimeParameters,
	},
	constants::{DAYS, MOTION_BLOCKS},
	Consortium, Runtime, RuntimeCall, System,
};
use pallet_rewards::{AgreementOf, NextAgreement};
use pallet_training::{NextSlash, OldestSlash, OpenTasks, Tasks};
use rand::{
	seq::{IndexedRandom, IteratorRandom},
	Rng,
};

/// Most tasks that a walk has at once.
const MAX_TASKS: usize = 3;
/// Members that stay: with fewer, little happens.
const LEAST_MEMBERS: usize = 4;

impl Walk<'_> {
	/// What the council decides in this block, if anything.
	pub fn decisions(&mut self) -> Vec<Act> {
		let mut acts = Vec::new();
		let open = OpenTasks::<Runtime>::get();
		if open.is_empty() || open.len() < MAX_TASKS && self.rng.random_bool(0.05) {
			let spec = Box::new(self.spec());
			acts.push(Act::Council(pallet_training::Call::create_task { spec }.into()));
		}
		for task in open {
			if !AgreementOf::<Runtime>::contains_key(task) && self.rng.random_bool(0.3) {
				let next = Tasks::<Runtime>::get(task).map_or(0, |task| task.current_round);
				let terms = Box::new(random_terms(&mut self.rng, next, System::block_number(), self.slow));
				acts.push(Act::Council(pallet_rewards::Call::create { task, terms }.into()));
			}
		}
		let quarantined = quarantined().choose(&mut self.rng).copied();
		if let Some(member) = quarantined.filter(|_| self.rng.random_bool(0.25)) {
			acts.push(Act::Council(pallet_reputation::Call::pardon { member }.into()));
		}
		if self.rng.random_bool(0.25) {
			acts.extend(self.decision().map(Act::Council));
		}
		acts
	}

	fn decision(&mut self) -> Option<RuntimeCall> {
		let (members, strangers): (Vec<u8>, Vec<u8>) =
			(0..PEOPLE).partition(|n| Consortium::member(member(*n)).is_some());
		Some(match self.rng.random_range(0..28) {
			0..=7 => {
				let n = *strangers.choose(&mut self.rng)?;
				self.admit(n)
			}
			8..=11 if members.len() > LEAST_MEMBERS => {
				pallet_consortium::Call::remove { owner: name(*members.choose(&mut self.rng)?) }.into()
			}
			12..=14 => {
				let n = *members.choose(&mut self.rng)?;
				let new_owner = heir(n, self.rng.random_range(0..3));
				pallet_consortium::Call::recover { member: member(n), new_owner }.into()
			}
			15..=16 => {
				let slash = (OldestSlash::<Runtime>::get()..NextSlash::<Runtime>::get()).choose(&mut self.rng)?;
				pallet_training::Call::forgive_slash { slash }.into()
			}
			17..=22 => self.parameter(),
			23 => pallet_training::Call::stop_task { task: *OpenTasks::<Runtime>::get().choose(&mut self.rng)? }.into(),
			24..=25 => {
				let agreement = (0..NextAgreement::<Runtime>::get()).last()?;
				pallet_rewards::Call::terminate { agreement }.into()
			}
			_ => return None,
		})
	}

	/// Admits a company.
	pub fn admit(&mut self, n: u8) -> RuntimeCall {
		let tier = *[Tier::Validator, Tier::Validator, Tier::Trainer, Tier::Trainer, Tier::Auditor]
			.choose(&mut self.rng)
			.expect("tiers");
		let set = self.key_sets[usize::from(n)];
		let (owner, name, keys) = (name(n), title(n), hot_keys(n, set));
		pallet_consortium::Call::admit { owner, name, tier, keys, proofs: proofs(n, set) }.into()
	}

	fn parameter(&mut self) -> RuntimeCall {
		let amount = Some(random_amount(&mut self.rng, 250));
		let key_value = match self.rng.random_range(0..7) {
			0 | 1 => RuntimeParameters::Deposits(deposits::Parameters::Attestation(deposits::Attestation, amount)),
			2 => RuntimeParameters::Deposits(deposits::Parameters::Missing(deposits::Missing, amount)),
			3 => RuntimeParameters::Deposits(deposits::Parameters::Plea(deposits::Plea, amount)),
			4 => self.leave_delay(),
			5 => {
				let blocks = self.rng.random_range(MOTION_BLOCKS..2 * MOTION_BLOCKS);
				RuntimeParameters::Delays(delays::Parameters::Slash(delays::Slash, Some(blocks)))
			}
			_ => {
				let blocks = self.rng.random_range(7 * DAYS..10 * DAYS);
				RuntimeParameters::Delays(delays::Parameters::Recovery(delays::Recovery, Some(blocks)))
			}
		};
		pallet_parameters::Call::set_parameter { key_value }.into()
	}

	fn leave_delay(&mut self) -> RuntimeParameters {
		let blocks = self.rng.random_range(DAYS..3 * DAYS);
		RuntimeParameters::Delays(delays::Parameters::Leave(delays::Leave, Some(blocks)))
	}

	/// Delays that are short enough to pass in a walk.
	pub fn short_delays(&mut self) -> Vec<Act> {
		let delays = [
			self.leave_delay(),
			RuntimeParameters::Delays(delays::Parameters::Slash(delays::Slash, Some(0))),
			RuntimeParameters::Delays(delays::Parameters::Recovery(delays::Recovery, Some(0))),
		];
		let set = |key_value| Act::Council(pallet_parameters::Call::set_parameter { key_value }.into());
		delays.into_iter().map(set).collect()
	}

	fn window(&mut self) -> u32 {
		if self.slow && self.rng.random() {
			self.rng.random_range(DAYS..4 * DAYS)
		} else {
			self.rng.random_range(3..6)
		}
	}

	fn spec(&mut self) -> TaskSpec {
		let weighting = *[Weighting::Equal, Weighting::Samples].choose(&mut self.rng).expect("two");
		let withheld = *[Withheld::Exclude, Withheld::Publish].choose(&mut self.rng).expect("two");
		let flip = FlipChance::from_parts(16_384).expect("is one");
		let shown = [MetricPolicy::Coarse, MetricPolicy::Coarse, MetricPolicy::Bit { flip }];
		let metric = *shown.choose(&mut self.rng).expect("three");
		TaskSpec {
			name: Text::new("wind").expect("is short"),
			description: Text::new("Power of a turbine from its weather").expect("is short"),
			document: Text::new("[model]").expect("is short"),
			initial_model_root: initial_root(),
			dim: DIM,
			scale: 16,
			clip_norm: 10_000,
			norm_bound: 40_000,
			rule: RuleSpec::mean(weighting),
			windows: Windows {
				commit_blocks: self.window(),
				availability_blocks: self.window(),
				attest_blocks: self.window(),
				challenge_blocks: self.window(),
			},
			min_participants: self.rng.random_range(1..4),
			max_samples: 1_000,
			rounds: self.rng.random_range(1..30),
			mechanism: MechanismPolicy::None,
			metric,
			withheld,
			updates_public: true,
		}
	}

	/// Every task that still trains is stopped.
	pub fn stop_everything() -> Vec<Act> {
		let active = Tasks::<Runtime>::iter().filter(|(_, task)| task.status == TaskStatus::Active);
		active.map(|(task, _)| Act::Council(pallet_training::Call::stop_task { task }.into())).collect()
	}
}

fn quarantined() -> Vec<MemberId> {
	let records = pallet_reputation::Records::<Runtime>::iter();
	records.filter(|(_, known)| known.record.quarantined).map(|(member, _)| member).collect()
}
