//! `guild gov params`: what the council may change without a new runtime.

use super::{
	council::{self, Share},
	why::WhyArgs,
	SignArgs,
};
use crate::{
	client::{NodeArgs, Remote},
	commands::{
		show,
		units::{self, Blocks, Money, Multiple, Part},
	},
	exit::CliError,
};
use clap::{Args, Subcommand};
use frame_support::traits::dynamic_params::AggregatedKeyValue;
use guild_agreement::text::amount;
use guild_runtime::{
	configs::parameters::{
		dynamic_params::{delays, deposits, penalties, reputation, rewards},
		AttestDeposit, ChargedPart, LeaveDelay, MissingBond, PaidPart, PleaBond, RecoveryDelay, RuntimeParameters,
		RuntimeParametersValue, SessionBlocks, SlashDelay, UpgradeWindow, ALL,
	},
	configs::trust::{self, defaults},
	constants, Runtime,
};
use serde::Serialize;
use sp_core::H256;

/// See the chain's parameters, and propose others.
///
/// Examples:
///   guild gov params list
///   guild gov params propose deposits.attestation 250 --keys keys
///   guild gov params propose delays.recovery 21d --keys keys
///   guild gov params propose rewards.paid 80% --why "The escrow must last until May" --keys keys
#[derive(Debug, Subcommand)]
#[command(verbatim_doc_comment)]
pub enum ParamsCommand {
	/// Lists the parameters: what each is now, in which range it works, and who may change it.
	///
	/// Examples:
	///   guild gov params list
	///   guild gov params list --json
	#[command(verbatim_doc_comment)]
	List(ListArgs),
	/// Proposes a value to the council, with a member's owner key, and votes for it.
	///
	/// Examples:
	///   guild gov params propose deposits.attestation 250 --keys keys
	///   guild gov params propose delays.recovery 21d --keys keys
	///   guild gov params propose delays.recovery default --keys keys
	///   guild gov params propose rewards.paid 80% --keys keys
	///   guild gov params propose reputation.hostile 6 --keys keys
	#[command(verbatim_doc_comment)]
	Propose(ProposeArgs),
}

/// Arguments of `guild gov params list`.
#[derive(Debug, Args)]
pub struct ListArgs {
	#[command(flatten)]
	node: NodeArgs,
	/// Print JSON: {"at", "parameters": [{"key", "what", "unit" ("smallest-units", 10^-12 of one; "blocks"; "part" or "multiple",
	/// in millionths), "value", "voted" (null if it never was), "default", "least", "most", "takes"}]}.
	#[arg(long)]
	json: bool,
}

/// Arguments of `guild gov params propose`.
#[derive(Debug, Args)]
pub struct ProposeArgs {
	#[command(flatten)]
	sign: SignArgs,
	#[command(flatten)]
	why: WhyArgs,
	/// The parameter, as `guild gov params list` names it.
	#[arg(value_name = "KEY")]
	key: String,
	/// Its value: an amount (250, 0.5), a time (43200, 12h, 30d), a part (80%), a multiple (4, 0.5), or `default`.
	#[arg(value_name = "VALUE")]
	value: String,
}

/// What a parameter counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
	/// Money, in the smallest units.
	SmallestUnits,
	/// Time, in blocks.
	Blocks,
	/// A part of a whole, in millionths.
	Part,
	/// So many times something, in millionths.
	Multiple,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
	/// Its name.
	pub key: &'static str,
	/// What it is.
	pub what: &'static str,
	/// What it counts.
	pub unit: Unit,
	/// The least that it works as, whatever was voted for.
	pub least: u128,
	/// The most.
	pub most: u128,
	/// What it is while nobody has voted.
	pub default: u128,
	/// Who may change it.
	pub share: Share,
	/// The call's argument that sets it; without a value, back to the default.
	make: fn(Option<u128>) -> RuntimeParameters,
}

/// The table of all parameters. One that the runtime has and the table has not does not compile.
macro_rules! parameters {
	($($group:ident($module:ident::$name:ident), $unit:ident in $range:ty, $default:expr, $share:ident, $key:literal, $what:literal;)*) => {
		/// All parameters.
		#[allow(clippy::unnecessary_cast)] // Amounts have the type already.
		pub static PARAMETERS: &[Parameter] = &[$(Parameter {
			key: $key,
			what: $what,
			unit: Unit::$unit,
			least: <$range>::RANGE.0 as u128,
			most: <$range>::RANGE.1 as u128,
			default: $default as u128,
			share: Share::$share,
			make: |value| RuntimeParameters::$group($module::Parameters::$name($module::$name, value.and_then(fitting))),
		}),*];

		/// The name of what is set, and the value; none for the default.
		#[allow(clippy::useless_conversion)]
		fn parts(parameter: &RuntimeParameters) -> (&'static str, Option<u128>) {
			match parameter {
				$(RuntimeParameters::$group($module::Parameters::$name(_, value)) => ($key, value.map(u128::from)),)*
			}
		}

		/// A stored value.
		#[allow(clippy::useless_conversion)]
		fn stored(value: &RuntimeParametersValue) -> u128 {
			match value {
				$(RuntimeParametersValue::$group($module::ParametersValue::$name(value)) => u128::from(*value),)*
			}
		}
	};
}

parameters! {
	Deposits(deposits::Attestation), SmallestUnits in AttestDeposit, constants::ATTEST_DEPOSIT, MoreThanHalf,
		"deposits.attestation", "what an attestation holds, and a proven lie costs";
	Deposits(deposits::Missing), SmallestUnits in MissingBond, constants::MISSING_BOND, MoreThanHalf,
		"deposits.missing", "what a vote holds for each update that it could not fetch";
	Deposits(deposits::Plea), SmallestUnits in PleaBond, constants::PLEA_BOND, MoreThanHalf,
		"deposits.plea", "what a plea for a withheld list holds";
	Delays(delays::Slash), Blocks in SlashDelay, constants::SLASH_DELAY_BLOCKS, TwoThirds,
		"delays.slash", "how long the deposit of a guilty member waits, in which it may be forgiven";
	Delays(delays::Leave), Blocks in LeaveDelay, constants::LEAVE_DELAY_BLOCKS, TwoThirds,
		"delays.leave", "how long a member that leaves waits for open rounds, at most";
	Delays(delays::Recovery), Blocks in RecoveryDelay, constants::RECOVERY_DELAY_BLOCKS, TwoThirds,
		"delays.recovery", "how long an owner may veto that another takes its place";
	Delays(delays::Upgrade), Blocks in UpgradeWindow, constants::UPGRADE_WINDOW_BLOCKS, TwoThirds,
		"delays.upgrade", "how long rounds wait for a new runtime that may be applied whatever is open";
	Delays(delays::Session), Blocks in SessionBlocks, constants::SESSION_BLOCKS, TwoThirds,
		"delays.session", "how long a session is: a new validator makes blocks from the second one on";
	Rewards(rewards::Paid), Part in PaidPart, ALL, MoreThanHalf,
		"rewards.paid", "the part of each agreement's budget for a round that is paid; the rest stays in escrow";
	Penalties(penalties::Charged), Part in ChargedPart, ALL, MoreThanHalf,
		"penalties.charged", "the part of each agreed penalty that is charged";
	Reputation(reputation::Memory), Part in trust::Memory, defaults::MEMORY, TwoThirds,
		"reputation.memory", "what remains of old evidence after a round";
	Reputation(reputation::Quarantine), Part in trust::Quarantine, defaults::QUARANTINE, TwoThirds,
		"reputation.quarantine", "the score below which updates are kept out";
	Reputation(reputation::Release), Part in trust::Release, defaults::RELEASE, TwoThirds,
		"reputation.release", "the score above which they count again";
	Reputation(reputation::Hostile), Multiple in trust::Hostile, defaults::HOSTILE, TwoThirds,
		"reputation.hostile", "what a hostile or empty update costs, in faultless rounds";
	Reputation(reputation::Absent), Multiple in trust::Absent, defaults::ABSENT, TwoThirds,
		"reputation.absent", "what a round of absence costs, likewise; never takes a score below one half";
	Reputation(reputation::Disagreed), Multiple in trust::Disagreed, defaults::DISAGREED, TwoThirds,
		"reputation.disagreed", "what an attestation of another result costs";
	Reputation(reputation::Missing), Multiple in trust::Missing, defaults::MISSING, TwoThirds,
		"reputation.missing", "what an update that a quorum could not fetch costs; half of it, a challenge that proves nothing";
	Reputation(reputation::Withheld), Multiple in trust::Withheld, defaults::WITHHELD, TwoThirds,
		"reputation.withheld", "what a contested update that nobody published costs its owner and holders";
	Reputation(reputation::Vouched), Multiple in trust::Vouched, defaults::VOUCHED, TwoThirds,
		"reputation.vouched", "what it costs to have said that one holds a malformed update";
	Reputation(reputation::Fault), Multiple in trust::Fault, defaults::FAULT, TwoThirds,
		"reputation.fault", "what a proven fault costs, besides all good evidence";
	Reputation(reputation::Kept), Multiple in trust::Kept, defaults::KEPT, TwoThirds,
		"reputation.kept", "most bad evidence that is kept";
	Reputation(reputation::Rate), Part in trust::Rate, defaults::RATE, TwoThirds,
		"reputation.rate", "how much of a running figure a round replaces that is as clear as it is noisy";
	Reputation(reputation::DistanceWell), Multiple in trust::DistanceWell, defaults::DISTANCE_WELL, TwoThirds,
		"reputation.distance-well", "distance, in medians, up to which an update is well";
	Reputation(reputation::DistanceLost), Multiple in trust::DistanceLost, defaults::DISTANCE_LOST, TwoThirds,
		"reputation.distance-lost", "distance from which on it is hostile";
	Reputation(reputation::NoveltyWell), Multiple in trust::NoveltyWell, defaults::NOVELTY_WELL, TwoThirds,
		"reputation.novelty-well", "what is new, in medians, from which on an update is well";
	Reputation(reputation::NoveltyLost), Multiple in trust::NoveltyLost, defaults::NOVELTY_LOST, TwoThirds,
		"reputation.novelty-lost", "what is new up to which it is empty";
	Reputation(reputation::AgainstWell), Multiple in trust::AgainstWell, defaults::AGAINST_WELL, TwoThirds,
		"reputation.against-well", "how far updates may stand against the others': 1 is a right angle, 2 turned around";
	Reputation(reputation::AgainstLost), Multiple in trust::AgainstLost, defaults::AGAINST_LOST, TwoThirds,
		"reputation.against-lost", "from where on they are hostile";
	Reputation(reputation::FreshWell), Multiple in trust::FreshWell, defaults::FRESH_WELL, TwoThirds,
		"reputation.fresh-well", "how far what is new must agree with what is new in the others': 1 is like them, 0 noise";
	Reputation(reputation::FreshLost), Multiple in trust::FreshLost, defaults::FRESH_LOST, TwoThirds,
		"reputation.fresh-lost", "up to where it is empty";
}

/// As the number that is stored; nothing if it does not fit.
fn fitting<N: TryFrom<u128>>(value: u128) -> Option<N> {
	N::try_from(value).ok()
}

impl Parameter {
	/// The parameter that this sets.
	pub fn of(set: &RuntimeParameters) -> &'static Self {
		let (key, _) = parts(set);
		// The same rows make the table and the names.
		PARAMETERS.iter().find(|parameter| parameter.key == key).unwrap_or(&PARAMETERS[0])
	}

	/// The parameter with this name.
	///
	/// # Errors
	/// *usage* if there is none.
	fn named(key: &str) -> Result<&'static Self, CliError> {
		PARAMETERS.iter().find(|parameter| parameter.key == key).ok_or_else(|| {
			let all: Vec<_> = PARAMETERS.iter().map(|parameter| parameter.key).collect();
			CliError::usage(format!("there is no parameter `{key}`"), format!("one of: {}", all.join(", ")))
		})
	}

	/// A value of it, in words.
	pub fn shown(&self, value: u128) -> String {
		match self.unit {
			Unit::SmallestUnits => amount(value),
			Unit::Blocks => units::blocks(value.try_into().unwrap_or(u32::MAX)),
			Unit::Part => units::percent(value.try_into().unwrap_or(u32::MAX)),
			Unit::Multiple => units::multiple(value.try_into().unwrap_or(u32::MAX)),
		}
	}

	/// What it works as, if this was voted for.
	fn works_as(&self, voted: Option<u128>) -> u128 {
		voted.unwrap_or(self.default).clamp(self.least, self.most)
	}

	/// A value as it is typed; none for `default`.
	///
	/// # Errors
	/// *usage*: it is no such value, or the chain would not work by it.
	fn read(&self, text: &str) -> Result<Option<u128>, CliError> {
		if text == "default" {
			return Ok(None);
		}
		let value = match self.unit {
			Unit::SmallestUnits => text.parse::<Money>().map(|money| money.0),
			Unit::Blocks => text.parse::<Blocks>().map(|blocks| blocks.0.into()),
			Unit::Part => text.parse::<Part>().map(|part| part.0.into()),
			Unit::Multiple => text.parse::<Multiple>().map(|multiple| multiple.0.into()),
		};
		let value = value.map_err(|reason| {
			let next = "see what it is now, and in which range, with `guild gov params list`";
			CliError::usage(format!("`{text}` is no value of {}: {reason}", self.key), next)
		})?;
		if (self.least..=self.most).contains(&value) {
			return Ok(Some(value));
		}
		Err(CliError::usage(
			format!("{} is out of the range of {}", self.shown(value), self.key),
			format!(
				"it works from {} to {}; beyond, the chain takes the nearer end",
				self.shown(self.least),
				self.shown(self.most)
			),
		))
	}

	/// What was voted for, at a block.
	fn voted(&self, node: &Remote, at: H256) -> Result<Option<u128>, CliError> {
		let (key, _) = (self.make)(None).into_parts();
		let value: Option<RuntimeParametersValue> =
			node.storage(pallet_parameters::Parameters::<Runtime>::hashed_key_for(key), Some(at))?;
		Ok(value.as_ref().map(stored))
	}
}

/// What a call that sets a parameter would do, in one line.
pub fn summary(set: &RuntimeParameters) -> String {
	let (parameter, (_, value)) = (Parameter::of(set), parts(set));
	let outside = match value {
		Some(value) if parameter.works_as(Some(value)) != value => {
			format!(", which works as {}", parameter.shown(parameter.works_as(Some(value))))
		}
		_ => String::new(),
	};
	let value = match value {
		Some(value) => parameter.shown(value),
		None => format!("the runtime's own value, {}", parameter.shown(parameter.default)),
	};
	format!("set {} to {value}{outside}", parameter.key)
}

#[derive(Serialize)]
struct Shown {
	at: crate::client::answers::At,
	parameters: Vec<ShownParameter>,
}

#[derive(Serialize)]
struct ShownParameter {
	key: &'static str,
	what: &'static str,
	unit: Unit,
	value: u128,
	voted: Option<u128>,
	default: u128,
	least: u128,
	most: u128,
	takes: Share,
}

/// What `propose` answers.
#[derive(Serialize)]
struct Proposed {
	#[serde(flatten)]
	motion: council::Proposed,
	key: &'static str,
	value: Option<u128>,
}

impl ParamsCommand {
	pub(super) fn run(self) -> Result<(), CliError> {
		match self {
			Self::List(args) => args.run(),
			Self::Propose(args) => args.run(),
		}
	}
}

impl ListArgs {
	fn run(self) -> Result<(), CliError> {
		let node = self.node.connect()?;
		let at = node.best()?;
		let mut parameters = Vec::with_capacity(PARAMETERS.len());
		for parameter in PARAMETERS {
			let voted = parameter.voted(&node, at.hash)?;
			let Parameter { key, what, unit, least, most, default, share, .. } = *parameter;
			let value = parameter.works_as(voted);
			parameters.push(ShownParameter { key, what, unit, value, voted, default, least, most, takes: share });
		}
		if self.json {
			return show::json(&Shown { at, parameters });
		}
		let mut table = show::table(&["parameter", "now", "from", "to", "takes", "what it is"]);
		for (shown, parameter) in parameters.iter().zip(PARAMETERS) {
			table.add_row([
				parameter.key.to_string(),
				parameter.shown(shown.value),
				parameter.shown(parameter.least),
				parameter.shown(parameter.most),
				parameter.share.words().into(),
				parameter.what.into(),
			]);
		}
		show::line(&table.to_string())?;
		show::line("a change holds for what begins after it")?;
		show::line(&format!("(at block {}, {:?})", at.number, at.hash))
	}
}

impl ProposeArgs {
	fn run(self) -> Result<(), CliError> {
		let parameter = Parameter::named(&self.key)?;
		let value = parameter.read(&self.value)?;
		let set = (parameter.make)(value);
		let (key, node) = self.sign.signer()?;
		if !self.sign.json {
			let now = parameter.works_as(parameter.voted(&node, node.best()?.hash)?);
			show::line(&format!("proposing to {}; it is {} now", summary(&set), parameter.shown(now)))?;
			self.why.say()?;
		}
		let call = pallet_parameters::Call::<Runtime>::set_parameter { key_value: set };
		let motion = council::propose(&node, &self.sign, &key, self.why.describe(call.into()), parameter.share)?;
		if self.sign.json {
			return show::json(&Proposed { motion, key: parameter.key, value });
		}
		show::line(&motion.words()?)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use guild_runtime::constants::{DAYS, UNIT};

	#[test]
	fn every_parameter_is_set_and_read_under_its_own_name() {
		for parameter in PARAMETERS {
			assert!(parameter.least <= parameter.default && parameter.default <= parameter.most, "{}", parameter.key);
			let set = (parameter.make)(Some(parameter.most));
			assert_eq!(parts(&set), (parameter.key, Some(parameter.most)));
			assert_eq!(Parameter::of(&set).key, parameter.key);
			let (_, value) = set.into_parts();
			assert_eq!(value.as_ref().map(stored), Some(parameter.most));
			assert_eq!(parts(&(parameter.make)(None)), (parameter.key, None));
		}
	}

	#[test]
	fn values_are_typed_in_units_that_people_use() {
		let of = |key: &str, value: &str| Parameter::named(key).and_then(|parameter| parameter.read(value));
		assert_eq!(of("deposits.attestation", "250"), Ok(Some(250 * UNIT)));
		assert_eq!(of("delays.recovery", "21d"), Ok(Some(u128::from(21 * DAYS))));
		assert_eq!(of("delays.recovery", "default"), Ok(None));
		assert_eq!(of("rewards.paid", "80%"), Ok(Some(800_000)));
		assert_eq!(of("reputation.hostile", "4.5"), Ok(Some(4_500_000)));
		for (key, value, reason) in [
			("deposits.attestation", "0", "out of the range"),
			("deposits.attestation", "21d", "no value"),
			("delays.recovery", "1d", "out of the range"),
			("delays.recovery", "0.5", "no value"),
			("deposits.atestation", "1", "no parameter"),
			("rewards.paid", "101%", "out of the range"),
			("penalties.charged", "0.8", "no value"),
			("reputation.release", "40%", "out of the range"),
			("reputation.hostile", "400%", "no value"),
		] {
			let error = of(key, value).unwrap_err();
			assert!(error.what.contains(reason), "{key} {value}: {error}");
		}
	}

	#[test]
	fn a_voter_reads_what_would_be_set_and_what_that_works_as() {
		let set = |value| (PARAMETERS[0].make)(value);
		assert_eq!(summary(&set(Some(250 * UNIT))), "set deposits.attestation to 250");
		assert_eq!(summary(&set(Some(0))), "set deposits.attestation to 0, which works as 1");
		assert_eq!(summary(&set(None)), "set deposits.attestation to the runtime's own value, 100");
		let paid = Parameter::named("rewards.paid").unwrap();
		assert_eq!(summary(&(paid.make)(Some(800_000))), "set rewards.paid to 80%");
		let beyond = summary(&(paid.make)(Some(2_000_000)));
		assert_eq!(beyond, "set rewards.paid to 200%, which works as 100%");
	}
}
